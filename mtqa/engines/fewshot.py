"""A causal language model as a translator: it continues a list of examples.

The fallback for a language model that no adapter was made for. It is a reading aid: README.md gives its chrF.
"""

from __future__ import annotations

from mtqa.engines.base import Identity
from mtqa.engines.prompted import NAMES, PromptedTranslator

_EXAMPLES = (
    ("天气预报说明天会下雨。", "The weather forecast says it will rain tomorrow."),
    ("她上个月刚从大学毕业，现在在一家银行工作。", "She graduated from university last month and now works at a bank."),
    ("“我们不会放弃，”教练说。", '"We will not give up," the coach said.'),
    (
        "该市计划在三年内修建十二所学校，总投资约为两亿元。",
        "The city plans to build twelve schools within three years, with a total investment of about 200 million yuan.",
    ),
    ("由于大雪，机场昨晚关闭了六个小时。", "Because of heavy snow, the airport was closed for six hours last night."),
    ("他是这部电影的导演，也是编剧。", "He is the director and also the screenwriter of this film."),
    ("这座桥建于1932年，全长约400米。", "The bridge was built in 1932 and is about 400 metres long."),
    ("照片说明：志愿者正在清理河岸", "Photo caption: volunteers are cleaning the river bank"),
)  # fmt: skip
_REVISION = "prompt-2"  # raise it when prompt or decoding change: cached translations depend on them


class FewShotTranslator(PromptedTranslator):
    """Translation between Chinese and English by a prompted language model."""

    @property
    def identity(self) -> Identity:
        return Identity(self._model.identity.name, f"{self._model.identity.revision}+{_REVISION}")

    def _examples(self, source: str, target: str) -> str:
        pairs = [dict(zip(("zh", "en"), pair, strict=True)) for pair in _EXAMPLES]
        return "".join(f"{NAMES[side]}: {pair[side]}\n" for pair in pairs for side in (source, target))
