"""What the siting engine finds: how sure it is, what else is as good, why not here, what would bring a village in."""

from typing import Final

SENTENCES: Final = {
    # ---- how sure ----
    "proven": ("已证明最优", "proven optimal"),
    "not_yet_proven": ("初步方案，正在求证", "first answer, proof under way"),
    "within_gap": ("与最优相差不超过 {percent:.1f}%", "within {percent:.1f}% of the optimum at most"),
    # ---- parts of a refusal ----
    "within_minutes": ("在 {limit:number} 分钟内", " within {limit:number} min"),
    "nearest_minutes": (
        "{village:name}（最近 {minutes:number} 分钟）",
        "{village:name} (nearest {minutes:number} min)",
    ),
    "no_road_to": ("{village:name}（路网不通）", "{village:name} (no road)"),
    "and_others": ("等 {count} 个", " and others, {count} in all"),
    "loosen_to": ("把上限放宽到 {minutes:number} 分钟、", "Raise the limit to {minutes:number} min. "),
    "sites_at_least": ("{township:name} {least} 个", "{township:name} {least}"),
    "with_sites": ("设 {count} 个点", "{count:of site}"),
    "with_budget": ("预算 {budget:number}", "a budget of {budget:number}"),
    "with_capacity": ("服务能力有限", "limited capacity"),
    "with_allowed": ("只用允许的候选点", "allowed candidates only"),
    "even_all_too_few": (
        "即使全部候选点都设也不够。请增加候选点或提高服务能力。",
        "Even all candidates together are too few. Add candidates, or raise capacity.",
    ),
    "more_of_something": (
        "请增加设点数、预算或服务能力，或放宽上限。",
        "Allow more sites, money or capacity, or raise the limit.",
    ),
    "takes_money": (
        "全部覆盖至少要花 {cost:number}，预算是 {budget:number}。请增加预算或放宽上限。",
        "Covering all costs at least {cost:number}; the budget is {budget:number}. Raise the budget or the limit.",
    ),
    "takes_more_money": (
        "全部覆盖至少要花 更多，预算是 {budget:number}。请增加预算或放宽上限。",
        "Covering all costs more than the budget of {budget:number}. Raise the budget or the limit.",
    ),
    "loosen_something": ("请放宽上限或其他条件。", "Raise the limit, or loosen other conditions."),
    "takes_sites": (
        "全部覆盖至少要设 {needed} 个点，现在是 {given} 个。请增加设点数或放宽上限。",
        "Covering all takes at least {needed:of site}; now {given}. Allow more sites, or raise the limit.",
    ),
    "floor_out_of_reach": (
        "{township:name}最多覆盖 {most:.1%}，底线是 {floor:.1%}",
        "{township:name} at most {most:.1%} covered, floor {floor:.1%}",
    ),
    "floor_not_reached": (
        "{township:name} {reached:.1%}（底线 {floor:.1%}）",
        "{township:name} {reached:.1%} (floor {floor:.1%})",
    ),
    # ---- other plans as good ----
    "alternative": (
        "{opens}{drops}，共 {sites:number} 个点，{cost}{losers}。",
        "{opens}{drops}, {sites:of site} in all, {cost}{losers}.",
    ),
    "opens_instead": ("改设 {ids:named}", "Opens {ids:named}"),
    "opens_nothing": ("不增设", "Opens nothing else"),
    "drops": ("，不设 {ids:named}", " and not {ids:named}"),
    "objective_same": ("目标不变", "the objective is the same"),
    "objective_differs": ("目标相差 {share:.2%}", "the objective differs by {share:.2%}"),
    "newly_left_out": ("；新增覆盖不到 {ids:named}", "; newly left out: {ids:named}"),
    # ---- why not here ----
    "already_chosen": ("{site:name} 已在方案中。", "{site:name} is in the plan already."),
    "if_allowed": ("{site:name} 被设为禁止设点；若允许，", "{site:name} is forbidden; if it were allowed: "),
    "no_plan_with": (
        "{lead}必须选 {site:name} 时没有方案：{fault:happened}",
        "{lead}there is no plan with {site:name}: {fault:happened}",
    ),
    "makes_way": ("选 {site:name} 要换下 {ids:named}，", "With {site:name}, {ids:named} makes way; "),
    "is_added": ("加上 {site:name}，", "With {site:name} added, "),
    "why_not": ("{lead}{change}{loss}{care}", "{lead}{change}{loss}{care}"),
    "as_good": ("目标不变：它同样是最优的选择。", "the objective stays the same: it is as good a choice."),
    "better_by": ("目标改善 {amount:round3} {unit:word}。", "the objective improves by {amount:round3} {unit:word}."),
    "worse_by": ("{verb:word} {amount:round3} {unit:word}。", "{verb:word} {amount:round3} {unit:word}."),
    "not_both_proven": (
        "两个方案尚未都证明最优，差额供参考。",
        " Not both plans are proven; take the difference as a guide.",
    ),
    # ---- scenarios ----
    "no_plan_alone": (
        "{scenario:name}：单独也没有方案，{fault:happened}",
        "{scenario:name}: no plan for it alone either. {fault:happened}",
    ),
    "best_alone": (
        "{scenario:name}：本方案就是最优（{achieved:round1} {unit:word}）。",
        "{scenario:name}: this plan is the best ({achieved:round1} {unit:word}).",
    ),
    "better_alone": (
        "{scenario:name}：本方案 {achieved:round1} {unit:word}，单独最优 {best:round1} {unit:word}。",
        "{scenario:name}: this plan {achieved:round1} {unit:word}, the best for it alone {best:round1} {unit:word}.",
    ),
    # ---- villages left out ----
    "outside": ("{place}；{ways:parts}。", "{place}; {ways:parts}."),
    "outside_ways": ("{ways:parts}。", "{ways:parts}."),
    "outside_only": ("{place}。", "{place}."),
    "village_unreached": (
        "{village:name}（{weight:number} 人）到不了任何已设的点",
        "{village:name} ({weight:of person|people}) reaches no open site",
    ),
    "village_too_far": (
        "{village:name}（{weight:number} 人）到最近的 {site:name} 要 {minutes:round1} 分钟，超出 {short:.1f} 分钟",
        "{village:name} ({weight:of person|people}) is {minutes:round1} min from the nearest site, {site:name}: "
        "{short:.1f} min too far",
    ),
    "village_site_full": (
        "{village:name}（{weight:number} 人）在 {site:name} 的范围内，但那里已满",
        "{village:name} ({weight:of person|people}) is in reach of {site:name}, which is full",
    ),
    "extra_site": (
        "增设 {site:name} 可覆盖它，共多覆盖 {gain:round1} 人",
        "one more site at {site:name} would cover it, {gain:round1} more people in all",
    ),
    "swap_fewer": (
        "不增点时用 {into:name} 换下 {out:name}，净少覆盖 {net:round1} 人",
        "without a further site, {into:name} instead of {out:name}: {net:round1} fewer people covered",
    ),
    "swap_more": (
        "不增点时用 {into:name} 换下 {out:name}，净多覆盖 {net:round1} 人",
        "without a further site, {into:name} instead of {out:name}: {net:round1} more people covered",
    ),
    "nothing_by_road": (
        "路网不通，没有候选点能到；请先核对道路数据",
        "no candidate can be reached by road; check the road data first",
    ),
    "nearest_candidate": (
        "候选点中最近的 {site:name} 也要 {minutes:round1} 分钟，要放宽上限或改善道路",
        "even the nearest candidate, {site:name}, takes {minutes:round1} min: raise the limit or improve the road",
    ),
    # ---- stages of a proof ----
    "stage_first": ("初步方案", "first answer"),
    "stage_done": ("完成", "done"),
    "stage_lower": ("已得到下界", "lower bound found"),
    "stage_upper": ("已得到上界", "upper bound found"),
    "stage_backup": ("最少设点数已证明，正在比较后备覆盖", "fewest sites proven, comparing backup cover"),
    "stage_branched": ("已按设点分支", "branched over the sites"),
    "stage_radius": ("正在缩小最远村的分钟数", "bringing the farthest village nearer"),
}
