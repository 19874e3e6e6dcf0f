"""家庭医生签约: contracts in force and what was delivered, for all residents and for each key group."""

from data_access.schema import contract_month, resident_month, team
from metrics.definition import SMALL_COUNT, Measure, Metric, Source, inventory, stock

FAMILY = "家庭医生签约"
CONTRACTS = Source("家庭医生签约管理系统", "统计制度", "县医共体公共卫生中心")

contract = contract_month.c
OF_ALL = contract.population_group == "all"
OF_KEY_GROUPS = contract.is_key_group


def _rate(
    metric_id: str,
    name_zh: str,
    name_en: str,
    top: Measure,
    top_zh: str,
    bottom: Measure,
    bottom_zh: str,
    note_zh: str = "",
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=FAMILY,
        unit="%",
        unit_en="%",
        better="higher",
        model="proportion",
        numerator=top,
        numerator_zh=top_zh,
        denominator=bottom,
        denominator_zh=bottom_zh,
        per=100,
        source=CONTRACTS,
        note_zh=note_zh,
        suppression=SMALL_COUNT,
    )


METRICS = (
    _rate(
        "contract_rate",
        "常住人口签约率",
        "Contract rate of residents",
        stock(contract_month, contract.contracted, OF_ALL),
        "期末签约居民数",
        stock(contract_month, contract.eligible, OF_ALL),
        "期末应签约居民数（各地上报口径）",
        "各地上报的分母可能与普查常住人口不同，两者都在页面列出",
    ),
    Metric(
        id="contracted_residents",
        name_zh="签约居民数",
        name_en="Contracted residents",
        family=FAMILY,
        unit="人",
        unit_en="persons",
        better="higher",
        model="count",
        numerator=stock(contract_month, contract.contracted, OF_ALL),
        numerator_zh="期末签约居民数",
        source=CONTRACTS,
        decimals=0,
        suppression=SMALL_COUNT,
    ),
    Metric(
        id="contract_denominator",
        name_zh="签约口径居民数",
        name_en="Residents in the account's own denominator",
        family=FAMILY,
        unit="人",
        unit_en="persons",
        better="neutral",
        model="amount",
        numerator=stock(contract_month, contract.eligible, OF_ALL),
        numerator_zh="期末应签约居民数（各地上报口径）",
        source=CONTRACTS,
        decimals=0,
    ),
    _rate(
        "key_group_contract_rate",
        "重点人群签约率",
        "Contract rate of key groups",
        stock(contract_month, contract.contracted, OF_KEY_GROUPS),
        "期末各类重点人群签约人数之和",
        stock(contract_month, contract.eligible, OF_KEY_GROUPS),
        "期末各类重点人群人数之和",
        "一人可属多类，按类分别计数",
    ),
    _rate(
        "contract_delivery_rate",
        "重点人群履约率",
        "Delivered share of key-group contracts",
        stock(contract_month, contract.served, OF_KEY_GROUPS),
        "本年已按约提供服务的重点人群签约人数",
        stock(contract_month, contract.contracted, OF_KEY_GROUPS),
        "期末重点人群签约人数",
    ),
    Metric(
        id="teams",
        name_zh="家庭医生团队数",
        name_en="Family-doctor teams",
        family=FAMILY,
        unit="个",
        unit_en="teams",
        better="neutral",
        model="amount",
        numerator=inventory(team),
        numerator_zh="期末在册家庭医生团队数",
        source=CONTRACTS,
        decimals=0,
    ),
    Metric(
        id="teams_per_10000",
        name_zh="每万常住人口家庭医生团队数",
        name_en="Family-doctor teams per 10,000 residents",
        family=FAMILY,
        unit="个/万人",
        unit_en="per 10,000",
        better="higher",
        model="mean",
        numerator=inventory(team),
        numerator_zh="期末在册家庭医生团队数",
        denominator=stock(resident_month, resident_month.c.residents),
        denominator_zh="期末常住人口（万人）",
        per=10_000,
        source=CONTRACTS,
        decimals=2,
    ),
)
