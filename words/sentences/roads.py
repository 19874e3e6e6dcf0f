"""What an import of roads found and did, and what is wrong in one row of a table of speeds."""

from typing import Final

SENTENCES: Final = {
    "roads_read": (
        "读入道路 {ways} 条，{nodes} 个节点、{edges} 个路段、{kilometres:.1f} 公里；"
        "跳过不对公众开放或非道路 {skipped} 条，缺少端点坐标的路段 {dropped} 个。{also}",
        "{ways:of road} read: {nodes:of node}, {edges:of piece}, {kilometres:.1f} km; {skipped} left out that are "
        "closed to the public or no roads, and {dropped:of piece} without the coordinates of an end.{also}",
    ),
    "roads_walked": (
        "不许汽车通行、记为步道的道路 {count} 条。",
        " {count:of road} closed to cars, kept as footpaths.",
    ),
    "roads_deleted": ("编辑时已标记删除、没有读入的道路 {count} 条。", " {count:of road} marked as deleted, left out."),
    "roads_no_lines": (
        "不是线的要素（点、面）{count} 个，没有读入。",
        " {count:of feature} that are no lines (points, areas), left out.",
    ),
    "network_connected": (
        "可通行的 {nodes} 个路网节点中 {outside} 个（{share:.1%}，{kilometres:.1f} 公里）与主路网不连通，不参与计算；"
        "可在路网编辑工具中补上缺失的连接。",
        "Of {nodes:of passable node} {outside} ({share:.1%}, {kilometres:.1f} km) are cut off from the main network "
        "and take no part; an editor of roads can add what joins them.",
    ),
    "roads_in_force": (
        "路网“{name}”自{year}年{month}月起生效。{redone}",
        "The roads “{name}” are in force from {year}-{month:02d}. {redone}",
    ),
    "roads_replaced": ("已按要求替换路网{names:list}。", "Replaced as asked: the roads {names:list}."),
    "roads_kept": (
        "此前的路网“{name}”用到{year}年{month}月。",
        "The roads before, “{name}”, end with {year}-{month:02d}.",
    ),
    "roads_loss_accepted": ("按 {option_accept_loss} 接受：{loss}", "Accepted by {option_accept_loss}: {loss}"),
    "road_loss": (
        "驾车15分钟内能到最近医疗卫生机构的居民由 {within_before:.1%} 变为 {within:.1%}，"
        "有路可到机构的居民由 {reached_before:.1%} 变为 {reached:.1%}，能到县级医院的由 {county_before:.1%} 变为 "
        "{county:.1%}；道路由 {kilometres_before:,.0f} 公里变为 {kilometres:,.0f} 公里。",
        "residents within 15 minutes' drive of a facility from {within_before:.1%} to {within:.1%}, with a road to any "
        "from {reached_before:.1%} to {reached:.1%}, with one to a county hospital from {county_before:.1%} to "
        "{county:.1%}; roads from {kilometres_before:,.0f} to {kilometres:,.0f} km.",
    ),
    "times_all_redone": ("通行时间已全部重算。", "All travel times were made anew."),
    "times_partly_redone": (
        "通行时间只重算了变化涉及的部分：检索{done}次，全部重算需{whole}次。",
        "Travel times were made anew where something changed: {done:of search|searches}, of {whole} for all.",
    ),
    "times_without_roads": (
        "还没有路网，通行时间没有算；导入路网后就算出来。",
        "There are no roads yet, and no travel times; they are made when roads are imported.",
    ),
    "times_not_redone": (
        "名单已装载，但通行时间没有重算成：{why:happened}各页的分钟数仍是装载以前的，请改正后再重算。",
        "The list is loaded, but travel times were not made anew: {why:happened} Minutes on all pages are those of "
        "before; correct it and time again.",
    ),
    "times_not_redone_disk": (
        "名单已装载，但通行时间没有重算成：{why}。各页的分钟数仍是装载以前的，请清理磁盘后再重算。",
        "The list is loaded, but travel times were not made anew: {why}. Minutes on all pages are those of before; "
        "free some disk space and time again.",
    ),
    "villages_unreached": (
        "{count} 个村3公里内没有可用道路，记为不通达：{villages:named}。请核对村点位或补测道路。",
        "{count:of village} without a usable road within 3 km, kept as out of reach: {villages:named}. Check where "
        "they lie, or survey the roads.",
    ),
    # ---- villages against roads ----
    "places_not_checked": ("没有可核对的点或路网为空。", "There are no points to check, or no roads."),
    "places_fit": (
        "位置与路网相符：到道路距离的中位数为 {gap:.0f} 米。",
        "Places fit the roads: the median way to a road is {gap:.0f} m.",
    ),
    "places_off_roads": (
        "{of} 个村点中有 {count} 个离可用道路 {cap:,.0f} 米以上，到道路距离的中位数为 {gap:,.0f} 米："
        "这不是本县完整的路网。",
        "{count} of {of:of village} lie more than {cap:,.0f} m from a usable road, the median way is {gap:,.0f} m: "
        "these are not all roads of the county.",
    ),
    "places_swapped": (
        "{rows}的经度和纬度写反了：对调后才落在本县路网附近。请对调这两列后重新导入。",
        "{rows}: longitude and latitude are exchanged, and only the other way round lie near the county's roads. "
        "Exchange the two columns and import them again.",
    ),
    "places_far": (
        "{rows}的位置离本县路网 20 公里以上或没有坐标，{abroad}可能是坐标抄错或选错了县。请核对后重新导入。",
        "{rows}: 20 km and more from the county's roads, or without coordinates; {abroad}they may be copied wrongly or "
        "those of another county. Check them and import them again.",
    ),
    "places_abroad": ("其中 {count} 个不在中国范围内，", "{count} lie outside China; "),
    "places_shifted": (
        "全部 {count} 个点朝同一方向偏移约 {offset:.0f} 米，像是 {system} 坐标而不是 WGS-84：按 {system} 换算后，"
        "到道路距离的中位数由 {before:.0f} 米降到 {after:.0f} 米。请在导入时把坐标系选为 {system}。",
        "All {count:of point} are shifted one way by about {offset:.0f} m, as if in {system} and not WGS-84: "
        "converted, the median way to a road falls from {before:.0f} to {after:.0f} m. Choose {system} for the import.",
    ),
    "rows_named": ("第 {rows:list} 行", "Rows {rows:list}"),
    "rows_named_of": ("第 {rows:list} 行等 {count} 行", "Rows {rows:list} and others, {count} in all"),
    # ---- a row of a table of speeds ----
    "speed_out_of_range": (
        "第 {row} 行速度“{speed}”不在 0 至 {fastest:number} 之间",
        "row {row}: the speed “{speed}” is not within 0 and {fastest:number}",
    ),
    "speed_unsourced": ("第 {row} 行没有写来源", "row {row} names no source"),
    "speed_unknown": ("多出或写错“{key}”", "“{key}” is one too many or misspelt"),
    "speed_missing": ("缺少“{key}”", "“{key}” is missing"),
    "speed_repeated": ("重复“{key}”", "“{key}” stands twice"),
}
