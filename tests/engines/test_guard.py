"""The guard: rubbish of models is refused with its reason, and translations are let through."""

from __future__ import annotations

import pytest

from mtqa.engines.translators.guard import objection

LONG_EN = (
    "The old farmer who lived at the end of the long road walked home slowly because his back hurt after a day of work."
)
LONG_ZH = "去年春天，市里开始修建这座横跨大河的新桥，工程师和工人们冒着风雨日夜工作，终于在年底之前完成了全部工程。"


@pytest.mark.parametrize(
    ("text", "translation", "target", "reason"),
    [
        ("今天下雨。", "", "en", "returned nothing"),
        ("今天下雨。", " \n", "en", "returned nothing"),
        ("今天下雨。", "今天下雨。", "en", "copied"),
        ("It rains.", " It rains. ", "zh", "copied"),
        ("今天下雨。", "明天也下雨。", "en", "wrong language"),
        ("今天下雨。", "It rains 今天下雨 today", "en", "wrong language"),
        ("It rains.", "It is raining.", "zh", "wrong language"),
        ("It rains.", "……", "zh", "wrong language"),
        ("今天下雨。", "the rain " * 8, "en", "repeats itself"),
        ("今天下雨。", "It rains. " + "and the rain in the town goes on, " * 3, "en", "repeats itself"),
        ("It rains.", "下雨" * 4, "zh", "repeats itself"),
        ("今天下雨。", "明天Lin Feng也下雨。", "en", "wrong language"),
        ("Rain and wind came over the town.", "雨 rain and wind came over the town", "zh", "wrong language"),
        (
            LONG_EN,
            f"他说：{LONG_EN[8:60]}，这就是他昨天晚上在村子里对所有人说的那句话，大家都听见了，也都记住了。",
            "zh",
            "copied",
        ),
        (
            "他每天早上走路去学校，晚上坐车回家。",
            "He walks to the school in the morning, she walks to the school at noon, "
            "then he walks to the school again, and one walks to the school once more.",
            "en",
            "repeats itself",
        ),
        (
            "The village has a school, a shop and a bridge.",
            "村里的老人们说，村里的老人们都知道，村里的老人们会唱歌，可是村里的老人们不说话。",
            "zh",
            "repeats itself",
        ),
        (
            "今天下雨。",
            "It rained today, " + "and some people went to the market because they wanted fish for dinner",
            "en",
            "longer",
        ),
        (
            "It rains.",
            "外面正在下雨，人们纷纷打着伞走在路上，孩子们在水坑里跳来跳去，老人坐在窗边看书，猫在炉子旁边睡着了。",
            "zh",
            "longer",
        ),
        (LONG_ZH, "Work began last year.", "en", "leaves out"),
        (LONG_EN + " " + LONG_EN, "农夫回家了。", "zh", "leaves out"),
    ],
)
def test_rubbish_is_refused(text: str, translation: str, target: str, reason: str) -> None:
    assert reason in objection(text, translation, target)


@pytest.mark.parametrize(
    ("text", "translation", "target"),
    [
        ("今天下雨。", "It is raining today.", "en"),
        ("It is raining today.", "今天下雨。", "zh"),
        ("12:30", "12:30", "en"),
        ("2023年5月", "May 2023", "en"),
        ("100%", "100%", "zh"),
        ("WHO和FDA都参加了会议。", "The WHO and the FDA took part in the meeting.", "en"),
        ("The WHO and the FDA took part.", "WHO和FDA都参加了。", "zh"),
        ("他姓张。", "His surname is Zhang (张).", "en"),
        ("一遍又一遍，一天又一天，一年又一年。", "Over and over, day after day, year after year.", "en"),
        ("哈哈哈哈哈哈哈哈！", "Ha ha ha ha!", "en"),
        ("No, no, no!", "不，不，不！", "zh"),
        ("Wait......", "等等…………………………", "zh"),
        ("目录.................1", "Contents.................1", "en"),
        ("谷歌的 IP 地址是 8.8.8.8。", "Google's IP address is 8.8.8.8.", "en"),
        ("IP 地址写作 x.x.x.x。", "The IP address is written x.x.x.x.", "en"),
        ("Lakkha Singh and Raju Khandelwal sang.", "Lakkha Singh和Raju Khandelwal演唱。", "zh"),
        ("Baba Kanjar, Rampro Kanjar and Gaza Kanjar", "Baba Kanjar、Rampro Kanjar和Gaza Kanjar", "zh"),
        ("See the novel “The Lord of the Rings”.", "参见小说《The Lord of the Rings》。", "zh"),
        ("上海合作组织", "The Shanghai Cooperation Organisation (上海合作组织) is an association of states.", "en"),
        ("好", "Good, all right then", "en"),
        ("动物有狼、鹰和猫头鹰。", "There are wolves, owls and an owl; owls, owls and other animals.", "en"),
        ("WHO", "世界卫生组织", "zh"),
        (
            "这里人多，那里人多，到处人多，家家人多。",
            "Many people here, many people there, many people all around.",
            "en",
        ),
        (LONG_ZH, "In short: the bridge across the river opened last year, and everyone was glad of it.", "en"),
    ],
)
def test_translations_are_let_through(text: str, translation: str, target: str) -> None:
    assert objection(text, translation, target) == ""
