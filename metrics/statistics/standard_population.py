"""The standard that age-standardised rates are weighed by: the country's people at its census of 2020."""

from typing import Final

AGES: Final = tuple(range(0, 90, 5))
"""First year of each five-year age group; the last is 85 and over."""

CENSUS_2020: Final = (
    *(7788, 9024, 8526, 7268, 7494, 9185, 12415, 9901, 9296),
    *(11422, 12116, 10140, 7338, 7401, 4959, 3124, 2038, 1542),
)
"""Residents of the 31 provinces by AGES, in ten thousands: 第七次全国人口普查, 2020-11-01, without soldiers.

Meant is 《中国人口普查年鉴—2020》 (中国统计出版社, 2022), table 3-1 “全国分年龄、性别的人口”. The yearbook itself was
not at hand; whoever has it should compare. Confirmed are (decision 0085, tests/metrics/test_standardised.py):

- 第七次全国人口普查公报（第二号、第三号）: 1,411,778,724, of these 2,000,000 soldiers; the groups add to the rest.
- 公报（第五号）: 0—14岁 253,383,938, 60岁及以上 264,018,766, of these 65岁及以上 190,635,280. Its 15—59岁
  (894,376,020) count the soldiers, who are not counted here.
- A public reprint of the yearbook's counts (yuanfan.rbind.io, June 2023): each group from 10—14 on. With the
  communiqué's 0—14 it adds to the 31 provinces to the person.

Of 0—4 and 5—9 only the sum is confirmed, not where it is divided.
A million people more at 0—4 and fewer at 5—9 would move a rate by 1 ÷ 1,410 of the difference between those ages.
"""
