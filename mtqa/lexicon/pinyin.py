"""The sound of Chinese words, and whether two words sound alike."""

from __future__ import annotations

import os
from enum import IntEnum
from functools import lru_cache

_SYLLABLES = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng
cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu
cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo
e ei en eng er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan
guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian
jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan
kuang kui kun kuo la lai lan lang lao le lei len leng li lia lian liang liao lie lin ling liu long lou lu luan
lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao
ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve ou pa pai pan pang pao pei
pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran
rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang
shao she shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai
tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi
xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yong you yu yuan yue
yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai
zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""
#: The syllables of pinyin without tones, in pypinyin's spelling, without interjections.
SYLLABLES = frozenset(_SYLLABLES.split())


class Likeness(IntEnum):
    """How alike two words of equal length sound; tones are ignored."""

    DIFFERENT = 0
    NEAR = 1  # alike except for n/ng finals and z/zh, c/ch, s/sh initials, which regional accents merge
    EQUAL = 2


def likeness(first: str, second: str) -> Likeness:
    """Compare two words syllable by syllable, each character in its commonest reading.

    >>> likeness("汇源", "惠源").name, likeness("林峰", "临风").name, likeness("陈诚", "程晨").name
    ('EQUAL', 'EQUAL', 'NEAR')
    >>> likeness("北京", "南京").name
    'DIFFERENT'
    """
    if len(first) != len(second) or not first:
        return Likeness.DIFFERENT
    return min(map(_syllable_likeness, syllables(first), syllables(second)))


@lru_cache(maxsize=8192)
def syllables(word: str) -> tuple[str, ...]:
    """The syllable of every character without tone, in its commonest reading; other characters than Han stay as they
    are."""
    # pypinyin's 47,000 phrases take 0.2 s to load and contain hardly any names.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word, errors=list))  # type: ignore[arg-type]


def sound_key(word: str) -> tuple[str, ...]:
    """A key that is the same for words that sound equal or near, to group words by sound."""
    return tuple(map(blurred, syllables(word)))


def _syllable_likeness(first: str, second: str) -> Likeness:
    if first == second:
        return Likeness.EQUAL
    return Likeness.NEAR if blurred(first) == blurred(second) else Likeness.DIFFERENT


def blurred(syllable: str) -> str:
    """A syllable without the distinctions that accents merge."""
    if syllable.startswith(("zh", "ch", "sh")):
        syllable = syllable[0] + syllable[2:]
    return syllable.removesuffix("g") if syllable.endswith(("ang", "eng", "ing")) else syllable
