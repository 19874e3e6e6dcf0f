"""A road file that cannot be used; the old network stays in force."""

from typing import Final

_NETWORK: Final = ("请重新下载或复制后再导入。", "Download or copy it again, then import it.")
_STAYS: Final = ("原路网继续有效。", "The network before stays in force.")
_EMPTY: Final = ("“{file}”是空文件。", "“{file}” is empty.")
_NO_TEXT: Final = ("“{file}”不是文本文件。", "“{file}” is no text file.")

FAULTS: Final = {
    "road_file_missing": (
        "找不到文件“{file}”。",
        "请检查文件名和位置。",
        "There is no file “{file}”.",
        "Check its name and place.",
    ),
    "road_format_unknown": (
        "不认识“{file}”的格式。",
        "请提供 .osm.pbf、.osm、.csv 或 .geojson 文件。",
        "The format of “{file}” is not known.",
        "Give an .osm.pbf, .osm, .csv or .geojson file.",
    ),
    "no_roads_in_region": (
        "文件里有 {edges} 个路段，但没有一个在所选范围内。",
        "请核对县界或经纬度范围（西、南、东、北），或换一个包含本县的文件。",
        "The file has {edges} pieces of road, none of them in the region.",
        "Check the outline or the box (west, south, east, north), or take a file that holds the county.",
    ),
    "road_file_truncated": (
        "“{file}”不完整，读到一半就结束了。",
        _NETWORK[0],
        "“{file}” is not whole: it ends in the middle.",
        _NETWORK[1],
    ),
    "not_openstreetmap": (
        "“{file}”不是能读的 OpenStreetMap 文件。",
        "请提供 .osm.pbf 文件，例如区域导出的数据。",
        "“{file}” is no OpenStreetMap file that can be read.",
        "Give an .osm.pbf file, such as an extract of a region.",
    ),
    "not_a_pbf": (
        "“{file}”不是 OpenStreetMap 的 .osm.pbf 文件。",
        "请确认下载的是数据文件而不是网页或压缩包。",
        "“{file}” is no .osm.pbf file of OpenStreetMap.",
        "Make sure that the data file was downloaded, not a web page or an archive.",
    ),
    "pbf_empty": (_EMPTY[0], "请重新下载后再导入。", _EMPTY[1], "Download it again, then import it."),
    "pbf_without_data": (
        "“{file}”只有文件头，没有数据。",
        "请重新导出，并确认选对了区域。",
        "“{file}” has a header and no data.",
        "Export it again, and make sure that the region is right.",
    ),
    "osm_without_roads": (
        "“{file}”里没有道路。",
        "请确认导出时包含了道路（highway），并选对了区域。",
        "“{file}” has no roads.",
        "Make sure that roads (highway) were exported, and that the region is right.",
    ),
    "way_ids_repeated": (
        "道路编号重复 {count} 个，例如 {ids:list}。",
        "请用 osmium merge 或 JOSM 去重后重新导入。",
        "{count:of road id} used twice, such as {ids:list}.",
        "Remove them with osmium merge or JOSM, then import the file again.",
    ),
    "road_columns_missing": (
        "“{file}”缺少列：{headings:list}。",
        "请按模板补齐表头后重新导入。",
        "“{file}” lacks columns: {columns:list}.",
        "Add them as the template says, then import it again.",
    ),
    "road_table_empty": (
        "“{file}”只有表头，没有路段。",
        "请填入路段后重新导入。",
        "“{file}” has a head and no roads.",
        "Fill roads in, then import it again.",
    ),
    "geojson_not_text": (_NO_TEXT[0], "请提供 UTF-8 编码的 GeoJSON。", _NO_TEXT[1], "Give GeoJSON in UTF-8."),
    "geojson_truncated": (
        "“{file}”不是完整的 GeoJSON，第 {line} 行起读不下去。",
        "请重新导出后再导入。",
        "“{file}” is no whole GeoJSON; it cannot be read from line {line} on.",
        "Export it again, then import it.",
    ),
    "geojson_no_collection": (
        "“{file}”不是 GeoJSON 要素集合。",
        "请导出为 FeatureCollection。",
        "“{file}” is no collection of GeoJSON features.",
        "Export it as FeatureCollection.",
    ),
    "geojson_without_lines": (
        "“{file}”里没有线状道路。",
        "请确认图层是道路中心线（LineString）。",
        "“{file}” has no roads as lines.",
        "Make sure that the layer holds centre lines (LineString).",
    ),
    "road_features_wrong": (
        "“{file}”有 {count} 个要素不能用：{rows:parts}。",
        "请改正或删去这些要素后重新导入。",
        "“{file}” has {count:of feature} that cannot be used: {rows:parts}.",
        "Correct these features or take them out, then import it again.",
    ),
    "road_csv_empty": (_EMPTY[0], "请填入路段后重新导入。", _EMPTY[1], "Fill roads in, then import it again."),
    "road_csv_ragged": (
        "“{file}”不是规整的 CSV：{error}。",
        "请用表格软件另存为 CSV 后再导入。",
        "“{file}” is no regular CSV: {error}.",
        "Save it as CSV from a spreadsheet, then import it.",
    ),
    "road_csv_not_text": (
        _NO_TEXT[0],
        "请提供 UTF-8 或 GB 18030 编码的 CSV。",
        _NO_TEXT[1],
        "Give a CSV in UTF-8 or GB 18030.",
    ),
    "road_columns_repeated": (
        "“{file}”有重复的列：{headings:list}。",
        "请每样只留一列后重新导入。",
        "“{file}” has columns twice: {headings:list}.",
        "Keep one of each, then import it again.",
    ),
    "road_lengths_in_another_unit": (
        "“{file}”的长度不是以米计：各路段长度与直线距离之比的中位数是 {ratio:.4g}，{like}不能直接使用。",
        "请把“长度米”一列换算成米后重新导入；也可以删去这一列，改按坐标量算。",
        "Lengths of “{file}” are not in metres: in the median they are {ratio:.4g} of the straight line, "
        "{like}and cannot be used.",
        "Convert the column of lengths to metres, then import it again; or leave it out, and the map is measured.",
    ),
    "road_ways_far": (
        "“{file}”有 {count} 条道路的相邻两点相距 100 公里以上：{ways:list}。",
        "请在编辑工具中改正这些点的坐标后重新导入。",
        "{count:of road} of “{file}” jump over 100 km and more between two nodes: {ways:list}.",
        "Correct the places of those nodes in an editor, then import it again.",
    ),
    "osm_without_places": (
        "“{file}”里有 {ways} 条道路，但 {dropped} 个路段都缺少端点坐标。",
        "请连同节点（node）一起导出后重新导入。",
        "“{file}” has {ways:of road}, and the places of their nodes are missing ({dropped:of piece}).",
        "Export the roads together with their nodes, then import it again.",
    ),
    "road_rows_wrong": (
        "“{file}”有 {count} 行不能用：{rows:parts}。",
        "请改正这些行后重新导入。",
        "“{file}” has {count:of row} that cannot be used: {rows:parts}.",
        "Correct these rows, then import it again.",
    ),
    "edge_ids_repeated": (
        "路段编号重复：{ids}（第 {rows:list} 行）。",
        "请去重后重新导入。",
        "Ids used twice: {ids} (rows {rows:list}).",
        "Remove the doubles, then import it again.",
    ),
    "lon_lat_swapped": (
        "“{file}”的经度和纬度写反了。",
        "请对调经度列和纬度列后重新导入。",
        "Longitude and latitude of “{file}” stand in each other's columns.",
        "Exchange the two columns, then import it again.",
    ),
    # ---- a network that contradicts itself ----
    "road_nodes_repeated": (
        "路网节点编号重复 {count} 个，例如 {some:list}。",
        "请去重后重新导入。",
        "The network uses {count:of node id} twice, such as {some:list}.",
        "Remove the doubles, then import it again.",
    ),
    "road_ends_unknown": (
        "有 {count} 条路段的端点不在节点表中，例如节点 {some:list}。",
        "请补全节点表后重新导入。",
        "{count:of piece} of road end at nodes that the table of nodes lacks, such as {some:list}.",
        "Complete that table, then import it again.",
    ),
    "road_lengths_wrong": (
        "有 {count} 条路段的长度为负或缺失，例如第 {some:list} 条。",
        "请改正后重新导入。",
        "{count:of piece} of road have a negative length or none, such as no. {some:list}.",
        "Correct them, then import it again.",
    ),
    # ---- the table of speeds ----
    "speed_columns_missing": (
        "速度表缺少列：{absent:list}。",
        "请按 travel/speeds.csv 的表头补齐。",
        "The table of speeds lacks columns: {absent:list}.",
        "Complete them after the head of travel/speeds.csv.",
    ),
    "speeds_wrong": (
        "速度表有误：{faults:parts}。",
        "请改正后重试。",
        "The table of speeds is wrong: {faults:parts}.",
        "Correct it and try again.",
    ),
    # ---- villages against roads ----
    "village_residents_negative": (
        "村表有 {count} 行常住人口为负，例如{villages}。",
        "请先更正村表，再导入路网。",
        "The village register has {count:of row} with negative residents, such as {villages}.",
        "Correct it first, then import the roads.",
    ),
    "village_codes_repeated": (
        "村表有重复的编号，例如{villages}。",
        "请去重后再导入路网。",
        "The village register uses codes twice, such as {villages}.",
        "Remove the doubles, then import the roads.",
    ),
    "villages_off_roads": (
        "村点与路网对不上：{found}",
        _STAYS[0],
        "Villages and roads do not fit each other. {found}",
        _STAYS[1],
    ),
    "network_not_drivable": (
        "{edges} 个路段里没有一段能开车通行：都是步道、孤立的一段，或起点就是终点。",
        "请核对道路等级和路段是否相连后重新导入。",
        "None of {edges:of piece} of road can be driven: footpaths, pieces by themselves, or ends that are the same.",
        "Check the classes and whether the pieces meet, then import it again.",
    ),
    "residents_off_roads": (
        "只有 {share:.1%} 的居民住在可用道路 {cap:,.0f} 米以内：这不是本县完整的路网。",
        "请核对文件是否包含全部道路、所选的县是否正确。",
        "Only {share:.1%} of residents live within {cap:,.0f} m of a usable road: these are not the county's roads.",
        "Check that the file holds the whole county and that the county is right.",
    ),
    "roads_lose_coverage": (
        "与现行路网“{before}”相比，新路网丢失了大片覆盖：{loss}",
        "请核对文件是否缺路或断开；确认无误的，用 {option_accept_loss} 重新导入。",
        "Against the roads in force, “{before}”, the new ones lose coverage: {loss}",
        "Check the file for roads that lack or do not meet; if it is right, import it again with {option_accept_loss}.",
    ),
    # ---- a call that cannot be: months and names of editions ----
    "month_is_none": (
        "“{month}”不是一个月份。",
        "请写四位年份和两位月份，例如 202501。",
        "“{month}” is no month.",
        "Write four digits of the year and two of the month, such as 202501.",
    ),
    "month_too_far": (
        "{month} 离数据的最后一个月 {last} 超过一年。",
        "请核对 {option_from}；新路网最多提前一年登记。",
        "{month} is more than a year after the last month of the data, {last}.",
        "Check {option_from}: roads are entered a year ahead at most.",
    ),
    "box_unreadable": (
        "“{text}”不是一个范围。",
        "请写西、南、东、北四个数，用半角逗号隔开，例如 111.7,37.3,112.3,37.8。",
        "“{text}” is no box.",
        "Write west, south, east and north, four numbers with commas between, such as 111.7,37.3,112.3,37.8.",
    ),
    "box_impossible": (
        "“{text}”里西不小于东，或南不小于北，或超出了经纬度。",
        "请核对四个数的次序：西、南、东、北。",
        "In “{text}” west is not below east, south not below north, or they are no degrees.",
        "Check the order of the four numbers: west, south, east, north.",
    ),
    "edition_name_long": (
        "路网版本名“{name}”超过 {most} 个字。",
        "请用 {option_edition} 换一个短名。",
        "The name of the roads, “{name}”, is longer than {most} characters.",
        "Give a shorter one with {option_edition}.",
    ),
    "edition_name_taken": (
        "名为“{name}”的路网已经有了，自 {begins} 起生效，不会被改写。",
        "请用 {option_edition} 换一个版本名；只想换掉它的，把 {option_from} 写成 {begins}；"
        "要删去它的，用 {option_replace} 写明{name}。",
        "There are roads called “{name}” already, in force from {begins}; they are not rewritten.",
        "Give another name with {option_edition}; to exchange just them, give {begins} with {option_from}; to take "
        "them out, name {name} with {option_replace}.",
    ),
    "editions_would_go": (
        "从 {begins} 起生效，会删去已有的路网：{names:list}。",
        "请核对 {option_from}；确要删去的，用 {option_replace} 逐个写明。",
        "In force from {begins}, the new roads would take out: {names:list}.",
        "Check {option_from}; if they are to go, name each with {option_replace}.",
    ),
    "replaced_unknown": (
        "没有名为{names:list}的路网可替换；本县有：{known:list}。",
        "请核对 {option_replace} 的名称。",
        "There are no roads called {names:list} to replace; the county has: {known:list}.",
        "Check the names of {option_replace}.",
    ),
    "editions_changed": (
        "导入期间，本县的路网已被别人改动。",
        "请重新导入。",
        "Somebody else changed the county's roads meanwhile.",
        "Import the file again.",
    ),
    "roads_shifted": (
        "道路整体偏移，像是{system}坐标而不是WGS-84：换算后，村到道路距离的中位数由{before:.0f}米降到{after:.0f}米。",
        "请以 {option_crs} {system} 重新导入。",
        "All roads are shifted, as if in {system} and not WGS-84: converted, the median way from a village to a road "
        "falls from {before:.0f} to {after:.0f} m.",
        "Import them again with {option_crs} {system}.",
    ),
}
