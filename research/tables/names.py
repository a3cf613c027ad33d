"""The tables of names (mtqa/data/names-*): counts over native text and two open lists.

Native text: the first 80 % of each file; what follows is left for measuring. The dictionary is jieba's dict.txt (MIT):
word, count, tag. It has many persons that are none (王喜快), so an entry counts if the tagger sees a person as well,
also after 住在, where it expects a place. The divisions are JioNLP's china_location.txt (Apache-2.0): one
name a line, indented by a tab for each level, from province to village.
"""

from __future__ import annotations

import lzma
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.bench.corpus import lines
from mtqa.engines.base import Progress
from mtqa.lexicon import LacTagger, Tagger, chinese_zipf
from mtqa.lexicon.name_context import proper_part
from mtqa.lexicon.name_tables import GIVEN, PLACES, SURNAMES
from mtqa.lexicon.pinyin import syllables
from mtqa.script import HAN

#: Share of each native file that the tables are made of.
SHARE = 0.8

# The Hundred Family Surnames, and some that are common today and not among them; then those of two characters.
_SINGLE_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁"
    "仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰"
    "郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃"
    "利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公晋楚闫法汝鄢涂钦归海岳帅缑亢况郈"
    "有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖付代丘覃仝邸冼占苟卿粟楼苑亓"
)
_DOUBLE_SURNAMES = (
    "万俟司马上官欧阳夏侯诸葛闻人东方赫连皇甫尉迟公羊澹台公冶宗政濮阳淳于单于太叔申屠公孙仲孙轩辕令狐钟离宇文长孙慕容鲜于闾丘"
    "司徒司空亓官司寇子车颛孙端木巫马公西漆雕乐正壤驷公良拓跋夹谷宰父谷梁段干百里东郭南门呼延羊舌微生梁丘左丘东门西门南宫第五"
)
_SURNAMES = {*_SINGLE_SURNAMES, *(_DOUBLE_SURNAMES[start : start + 2] for start in range(0, len(_DOUBLE_SURNAMES), 2))}
_HAN = re.compile(f"[{HAN}]+")
_LEVEL_ENDS = re.compile(r"(?:省|市|县|区|旗|特别行政区|自治区)$")
_SIDES = frozenset("东西南北上下前后大小新老")
# wordfreq: from this Zipf on the two characters after a surname are a word (王校长, 李大哥), not a given name.
_WORD_ZIPF = 4.3
_SMOOTHING = 0.1  # of a character that no name has
_LEAST_WRITTEN = 20  # occurrences in native text: parents choose rarer characters on purpose, a machine does not
_LEAST_SEEN = 3  # occurrences of a place in native text


def looks_like_a_name(text: str) -> tuple[str, str] | None:
    """Surname and given name of a string that has the form of a Chinese name, and is not a surname with a title; else
    None."""
    if not _HAN.fullmatch(text):
        return None
    surname = text[:2] if text[:2] in _SURNAMES and len(text) > 2 else text[:1]
    given = text[len(surname) :]
    if surname not in _SURNAMES or not 1 <= len(given) <= 2 or (len(given) == 2 and chinese_zipf(given) >= _WORD_ZIPF):
        return None
    return surname, given


def first_lines(path: Path) -> list[str]:
    """The part of a native file that tables are made of."""
    sentences = lines(path)
    return sentences[: int(SHARE * len(sentences))]


@dataclass
class Native:
    """What the tagger found in native text."""

    people: set[str] = field(default_factory=set)
    places: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)

    def read(self, sentences: Iterable[str], tagger: Tagger) -> None:
        for sentence in sentences:
            self.characters.update(sentence)
            for word in tagger.tag(sentence):
                if word.tag == "PER" and looks_like_a_name(word.text):
                    self.people.add(word.text)
                elif word.tag in ("LOC", "ORG"):
                    self.places[proper_part(word.text) or (word.text if word.tag == "LOC" else "")] += 1


def make(native: Sequence[Path], dictionary: Path, divisions: Path, folder: Path, progress: Progress) -> None:
    """Write the three tables."""
    tagger, found = LacTagger(), Native()
    parts = [first_lines(path) for path in native]
    total = sum(map(len, parts))
    done = 0
    for sentences in parts:
        for start in range(0, len(sentences), 1000):
            found.read(sentences[start : start + 1000], tagger)
            done += len(sentences[start : start + 1000])
            progress(done, total)
    listed = set(_people(dictionary, tagger)) - found.people
    head = "python -m research tables names --dictionary dict.txt --divisions china_location.txt FILE…"
    surnames = Counter(pair[0] for name in found.people | listed if (pair := looks_like_a_name(name)))
    rows = sorted(((surname, surnames[surname]) for surname in _SURNAMES), key=lambda row: (-row[1], row[0]))
    _write(folder / SURNAMES, f"# surname, names that begin with it: {head}", rows)
    _write(folder / GIVEN, f"# character, names that have it, log ratio in nats: {head}", _given(found, listed))
    _write(folder / PLACES, f"# count, names of two characters in a row: {head}", _places(found.places, divisions))


def _people(dictionary: Path, tagger: Tagger) -> Iterator[str]:
    """Entries that are names of people to the tagger as well."""
    counts, tags = Counter[str](), dict[str, str]()
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split()
        counts[word], tags[word] = int(count), tag
    frames = (("记者", "报道"), ("我的朋友", "来了。"), ("他住在", "附近。"))
    for word, tag in tags.items():
        if tag != "nr" or not looks_like_a_name(word):
            continue
        shorter = word[:2]  # 杨过 + 岂
        if len(word) == 3 and tags.get(shorter) in ("nr", "nrt") and counts[shorter] > 2 * counts[word]:
            continue
        if all((word, "PER") in {(one.text, one.tag) for one in tagger.tag(a + word + z)} for a, z in frames):
            yield word


def _given(found: Native, listed: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Counts of characters in given names, and their log ratios: see mtqa.lexicon.name_tables."""
    counts, entries = Counter[str](), Counter[str]()
    for table, names in ((counts, found.people), (entries, listed)):
        for name in names:
            table.update((looks_like_a_name(name) or ("", ""))[1])
    for character, count in entries.items():
        counts[character] += count - 1  # a single entry may not be a name
    written = {c: n for c, n in found.characters.items() if _HAN.fullmatch(c)}
    written |= {character: 0 for character in counts if character not in written}
    given, spelled = Counter[str](), Counter[str]()
    for character, seen in written.items():
        sound = syllables(character)[0]
        given[sound] += counts[character] + _SMOOTHING  # type: ignore[assignment]  # weights, not counts
        spelled[sound] += math.sqrt(seen + 0.5)  # type: ignore[assignment]
    for character in sorted(written, key=lambda one: (-counts[one], one)):
        sound = syllables(character)[0]
        name_share = (counts[character] + _SMOOTHING) / given[sound]
        text_share = math.sqrt(written[character] + 0.5) / spelled[sound]
        ratio = math.log(name_share / text_share)
        yield character, counts[character], f"{ratio if written[character] >= _LEAST_WRITTEN else max(0.0, ratio):.1f}"


def _places(native: Counter[str], divisions: Path) -> Iterator[tuple[int, str]]:
    """Names of two characters by how many divisions have them; native text adds one to what it often names."""
    counts = Counter(place for place, seen in native.items() if seen >= _LEAST_SEEN)
    for line in divisions.read_text(encoding="utf-8").splitlines():
        name = line.strip().split("\t")[0]
        counts[proper_part(name) or (_LEVEL_ENDS.sub("", name) if len(name) == 3 else name)] += 1
        if name[0:1] in _SIDES and proper_part(name[1:]):  # 东于架村 is a part of 于架村
            counts[proper_part(name[1:])] += 1
    groups: dict[int, list[str]] = {}
    for place, count in sorted(counts.items()):
        if len(place) == 2 and _HAN.fullmatch(place):
            groups.setdefault(count, []).append(place)
    for count in sorted(groups, reverse=True):
        yield count, "".join(groups[count])


def _write(path: Path, head: str, rows: Iterable[Sequence[object]]) -> None:
    text = "\n".join([head, *("\t".join(map(str, row)) for row in rows)]) + "\n"
    data = text.encode("utf-8")
    path.write_bytes(lzma.compress(data, preset=9) if path.suffix == ".xz" else data)
