"""Two hundred parallel sentences made by hand, enough for every stage of the recipe to have something to do."""

from __future__ import annotations

from itertools import product

_WHO = (
    ("老师", "The teacher"),
    ("医生", "The doctor"),
    ("农夫", "The farmer"),
    ("记者", "The reporter"),
    ("船长", "The captain"),
)
_WHERE = (
    ("在北京", "in Beijing"),
    ("在图书馆", "in the library"),
    ("在火车站", "at the railway station"),
    ("在河边", "by the river"),
)
_WHAT = (
    ("买了{n}个苹果", "bought {n} apples"),
    ("看见{n}只小狗", "saw {n} small dogs"),
    ("等了{n}分钟", "waited for {n} minutes"),
    ("写了{n}封信", "wrote {n} letters"),
    ("用Linux画了{n}张图", "drew {n} pictures with Linux"),
)
#: (English, Chinese)
PAIRS = tuple(
    (f"{who[1]} {what[1]} {where[1]}.".format(n=number), f"{who[0]}{where[0]}{what[0]}。".format(n=number))
    for number, (who, where, what) in enumerate(product(_WHO, _WHERE, _WHAT), 3)
) + tuple(
    (f"The letter of {month} {day}, 2019 is about the new school.", f"2019年{number}月{day}日的信说的是新学校。")
    for number, month in enumerate(("January", "March", "May"), 1)
    for day in (4, 17)
)
