"""What the roster engine finds: how good a roster is, what it lacks, what excludes what, what changes."""

from typing import Final

SENTENCES: Final = {
    # ---- periods ----
    "period_day": ("{year} 年 {month} 月 {day} 日", "{year}-{month:02d}-{day:02d}"),
    "period_week": ("{year} 年第 {week} 周", "week {week} of {year}"),
    "period_month": ("{year} 年 {month} 月", "{year}-{month:02d}"),
    "period_quarter": ("{year} 年第 {quarter} 季度", "quarter {quarter} of {year}"),
    "period_half_1": ("{year} 年上半年", "half 1 of {year}"),
    "period_half_2": ("{year} 年下半年", "half 2 of {year}"),
    "period_year": ("{year} 年", "{year}"),
    "exempt_holidays": ("{holidays:names}，只有 {workdays} 个工作日", "{holidays:names}, {workdays:of working day}"),
    "exempt_weekend": ("周末，只有 {workdays} 个工作日", "weekend, {workdays:of working day}"),
    # ---- places ----
    "whole_county": ("各机构合计", "the county"),
    "at_place": ("{place:name}", "{place:name}"),
    "named": ("{name:name}", "{name:name}"),
    "several_each": ("{names:list}各", "{names:list} each"),
    "several_more": ("{names:list}等 {count} 处各", "{names:list} and others, {count} in all, each"),
    # ---- days nobody has published yet ----
    "holidays_unpublished": (
        "注意：{years:list} 年的放假安排不在已有资料中（资料到 {known} 年），这里把周一至周五都当作工作日，"
        "春节等假日没有扣除，调休上班的周末也没有加上；请对照国务院通知核对日期后再发布。",
        "Note: the holidays of {years:list} are not among those held (to {known}); Mondays to Fridays all count as "
        "working days here, Spring Festival and other holidays included, and no weekend worked instead is known. "
        "Check the days against the State Council's notice before publishing.",
    ),
    # ---- a roster and its proof ----
    "roster": (
        "共排 {visits} 次下沉，{lacks}；总代价 {cost} 分，下界 {bound:.0f} 分，{sure}。",
        "{visits:of visit}, {lacks}; cost {cost:number} points, bound {bound:,.0f}, {sure}.",
    ),
    "rules_unmet": ("有 {count} 项规定未满足", "{count:of demand} of the rules unmet"),
    "rules_met": ("各项规定全部满足", "every rule met"),
    "none_better": ("已证明没有更好的排法", "proven the least"),
    "gap_at_most": ("与最优的差距不超过 {gap:.1%}", "at most {gap:.1%} above the least"),
    "lacking": (
        "{where} {period}“{rule:name}”{amounts:list}（{points} 分）。",
        "{where}, {period}, “{rule:name}”: {amounts:list} ({points:of point}).",
    ),
    "lacks_visits": ("缺 {count} 次", "{count:of visit} short"),
    "lacks_persons": ("缺 {count} 人", "{count:of expert} short"),
    # ---- a change of the roster ----
    "repaired": ("共改动 {changes} 处，{sure}{lacks}。", "{changes:of change}, {sure}{lacks}."),
    "fewest_proven": ("已证明不能更少", "proven the fewest"),
    "at_least_changes": ("至少要改 {fewest} 处", "at least {fewest} needed"),
    "still_lost": ("；仍有 {count} 项规定补不上", "; {count:of demand} of the rules cannot be made good"),
    "rules_as_before": ("；各项规定保持原有水平", "; every rule as well met as before"),
    "told_cancelled": ("{expert:name} {month}月{day}日不再去{before:name}。", "no longer goes to {before:name}"),
    "told_added": ("{expert:name} {month}月{day}日新增到{after:name}。", "goes to {after:name}"),
    "told_moved": (
        "{expert:name} {month}月{day}日由{before:name}改到{after:name}。",
        "goes to {after:name} instead of {before:name}",
    ),
    # ---- what excludes what ----
    "conflict": (
        "以下 {count} 条不能同时满足：{elements:parts}。{sure}。"
        "若都不调整，至少缺 {lacking} 人次（{points} 分）。{repairs}",
        "These {count} exclude each other: {elements:parts}. {sure}. If none gives way, at least {lacking:of visit} "
        "will be lacking ({points:of point}).{repairs}",
    ),
    "minimal": ("去掉其中任何一条，其余即可同时满足", "Without any one of them the others hold together"),
    "not_minimal": ("时限内未能确认是否还可以更少", "Whether fewer would do was not settled in time"),
    "repairs": ("可以这样调整：{repairs:or}。", " What would help: {repairs:or}."),
    "asks": (
        "{where} {period}按“{rule:name}”至少{amounts:list}",
        "{where}, {period}, at least {amounts:list} by “{rule:name}”",
    ),
    "asks_visits": ("{count} 次", "{count:of visit}"),
    "asks_persons": ("{count} 名不同专家", "{count:of different expert}"),
    "on_leave": ("{expert:name} {first} 至 {last} 请假", "{expert:name} is on leave from {first} to {last}"),
    "stays": ("{where}每天至少留院 {count} 人", "{where}: at least {count} stay at the hospital every day"),
    "most_a_week": ("每名专家每周最多下沉 {count} 次", "an expert makes at most {count:of visit} a week"),
    "far_away": (
        "{place:name}路远，{count} 名专家当天不能在{hours:g} 小时内往返",
        "{place:name} is far: {count:of expert} cannot go and return within {hours:g} hours",
    ),
    "accepts_only": (
        "“{rule:name}”只认{title}{specialties:names}专家",
        "“{rule:name}” accepts {title}{specialties:names} only",
    ),
    "accepts_only_any": ("“{rule:name}”只认{title}专家", "“{rule:name}” accepts {title}experts only"),
    "title_or_above": ("{title:name}以上", "{title:name} or above, "),
    "pinned": ("已指定{expert:name} {day} 到{place:name}", "{expert:name} is pinned to {place:name} on {day}"),
    "repair_requirement": (
        "{where} {period}“{rule:name}”少 {amount}（计 {points} 分）",
        "{where}, {period}, {amount} fewer for “{rule:name}” ({points:of point})",
    ),
    "repair_leave": (
        "请{expert:name}调整请假，腾出 {amount} 天",
        "{expert:name} moves the leave and frees {amount:of day}",
    ),
    "repair_floor": (
        "调 {specialty:name}医师下沉 {amount} 人天，当天留院人数相应减少",
        "{amount:of person-day|person-days} of {specialty:name} leave the hospital, where so many fewer stay",
    ),
    "repair_week": (
        "允许专家当周多去，共 {amount} 次",
        "experts may go more often that week, {amount:of visit} in all",
    ),
    "repair_reach": (
        "{place:name}安排住宿或派车，让路远的专家去 {amount} 次",
        "{place:name} gives a bed or a car, so that experts from afar make {amount:of visit}",
    ),
    "repair_accept": (
        "“{rule:name}”容许职称或专科不足的专家 {amount} 次",
        "“{rule:name}” accepts {amount:of visit} by experts without the title or specialty",
    ),
    "repair_pin": ("取消{expert:name} {day} 的指定", "{expert:name} is no longer pinned on {day}"),
    # ---- what the checker finds ----
    "bad_row": ("缺 {columns:list}，请补齐。", "{columns:list} missing."),
    "unreadable": ("{column} 写的是“{value}”，读不懂，请改正。", "{column} is “{value}”, which cannot be read."),
    "unknown_expert": ("专家 {expert} 不在专家表中。", "Expert {expert} is not in the table of experts."),
    "unknown_place": ("地点 {place} 不在地点表中。", "Place {place} is not in the table of places."),
    "wrong_township": ("写的是 {given}，机构属于 {own}。", "{given} is written; the institution is in {own}."),
    "repeated_id": ("编号 {name} 出现 {count} 次。", "Id {name} stands {count} times."),
    "outside_horizon": ("{day} 不在排班时段内。", "{day} is outside the roster."),
    "day_off": ("{day} 不上班。", "{day} is not worked."),
    "already_sent": ("{day} 已排到 {place:name}（{row}）。", "{day} is taken by {place:name} ({row})."),
    "overlap": ("与 {row} 的时间重叠。", "Overlaps {row}."),
    "end_before_start": ("结束不晚于开始。", "Ends no later than it starts."),
    "other_day": ("起止时间不在下沉当日。", "The times are not on the day of the visit."),
    "too_short": ("{hours:g} 小时，规定 {needed:g} 小时。", "{hours:g} h; the rule says {needed:g} h."),
    "leave_until": ("请假至 {last}。", "On leave until {last}."),
    "too_often": (
        "{expert:name} 在 {year} 年第 {week} 周排了 {count} 次，最多 {most} 次。",
        "{expert:name} goes {count} times in week {week} of {year}, at most {most}.",
    ),
    "on_posting": ("派驻在 {place}，不能同时下沉。", "Posted at {place}; cannot visit at the same time."),
    "not_in_service": ("{month} 不在聘期内。", "Not in service in {month}."),
    "fits_no_rule": ("不符合 {place:name} 的任何一条规定。", "Fits none of the rules of {place:name}."),
    "no_road": (
        "没有 {expert:name} 到 {place:name} 的通行时间。",
        "No travel time of {expert:name} to {place:name}.",
    ),
    "too_far": (
        "单程 {minutes:g} 分钟，加上坐诊超过 {day:g} 分钟。",
        "{minutes:g} min one way; with the clinic over {day:g} min.",
    ),
    "home_floor": (
        "{day} {specialty:name}只留院 {home} 人，至少 {floor} 人。",
        "{day}: only {home} of {specialty:name} stay, at least {floor}.",
    ),
    "had_too_little": (
        "{where} {period}有 {had:g} {unit}，规定 {least:g} {unit}。",
        "{where}, {period}: {had:g} {unit}, the rule says {least:g}.",
    ),
    "unit_visits": ("次", "visits"),
    "unit_persons": ("人", "experts"),
    "unit_hours": ("小时", "hours"),
    "pin_missing": (
        "指定的 {expert:name} {day} 到 {place:name} 不在表中。",
        "The pinned visit of {expert:name} on {day} to {place:name} is missing.",
    ),
    "frozen_changed": (
        "{day} 在冻结期内，{expert:name} 到 {place:name} 与已发布的不同。",
        "{day} is frozen; {expert:name} to {place:name} differs from what was published.",
    ),
}
