"""What a finding rests on: every key of `Finding.evidence`, each with one type and one meaning.

mypy rejects a check that writes another key. The descriptions are in the report's JSON Schema as well
(`mtqa/data/report.schema.json`), and the page has a label for each key in both languages: a test fails until all agree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, TypedDict, cast

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

#: What can raise a doubt about a word or sentence without a rival.
Detector = Literal["detector", "embedder", "estimator", "structures"]
#: What can propose a rival.
Proposer = Literal["collisions", "continuation", "document", "homophones", "reader", "round_trip", "variants"]


class Evidence(TypedDict, total=False):
    """The keys, each with its type and its description. Log-odds and logarithms of probabilities are in nats."""

    # Who doubts, who proposes, what is proposed.
    detected_by: Annotated[
        Detector,
        "What raised the doubt: detector (of words put in place of others), embedder (of sentences), estimator (of "
        "quality, word by word), structures (of English that the translation kept).",
    ]
    proposed_by: Annotated[
        Proposer,
        "What proposed the rival: collisions (another rendering of the same English word), continuation (what the "
        "language model would write), document (another form of the name in the document, or a noun of it for "
        "the same English word), homophones (known names that sound alike), reader (the second reader, a "
        "chat model), round_trip (what the round trip says instead), variants (another wording in the document, or one "
        "made of the dictionary's words).",
    ]
    rival: Annotated[str, "The wording that may be meant instead of the flagged one."]
    english: Annotated[
        str,
        "The English word that the flagged wording and its rival share, or the idiom behind both; empty where they "
        "share only characters.",
    ]

    fault: Annotated[str, "What is wrong, where a rule knows several faults: a word, such as unclosed."]
    suspected_english: Annotated[str, "The English word that the flagged word may translate literally."]
    neighbours: Annotated[list[str], "The content words before and after the flagged word, in its clause."]
    comment: Annotated[str, "Why the second reader finds it wrong, in its own words."]
    reviewer_note: Annotated[
        str, "What the reviewer noted who added the finding, or gave it another severity or category."
    ]
    mtqa_severity: Annotated[str, "The severity that mtqa gave the finding, where a reviewer gave it another."]
    mtqa_category: Annotated[str, "The category that mtqa gave the finding, where a reviewer gave it another."]

    # What the models say.
    log_odds: Annotated[
        float,
        "Log-odds of the rival against the flagged wording in the document, by the language model, in nats; positive "
        "where the rival is likelier.",
    ]
    gain: Annotated[float, "The part of `log_odds` that the document adds to those of the sentence alone, in nats."]
    channel_log_prob: Annotated[
        float, "ln of the probability that translation through English makes the flagged word of the rival."
    ]
    posterior_log_odds: Annotated[
        float, "Log-odds that the rival was meant, by the language model and the way through English together, in nats."
    ]
    second_log_odds: Annotated[
        float,
        "Log-odds of the rival by the second judge, in nats, at most 6 either way; positive where it is likelier.",
    ]
    rejected_log_odds: Annotated[
        float,
        "Log-odds that the best rival through English was meant, in nats. It was rejected, since they are negative.",
    ]
    rejected_gain: Annotated[float, "The part of the rejected rival's log-odds that the document adds, in nats."]
    detector_log_odds: Annotated[
        float,
        "Log-odds that the word was put in place of another, by the detector, in nats; absent without a detector.",
    ]
    translated_probability: Annotated[float, "Probability that the document is a machine translation."]
    error_probability: Annotated[float, "Probability that the words are an error, by the quality estimator."]
    slor: Annotated[float, "Fluency of the sentence (SLOR) in nats per character; higher is more fluent."]
    native_percentile: Annotated[float, "Share of native sentences that are at most as fluent, in per cent."]
    most_surprising: Annotated[list[str], "The stretches of the sentence that surprise the language model most."]

    # Beside the source.
    source_text: Annotated[str, "What the source says there: a name, a number with its unit or a whole segment."]
    target_text: Annotated[str, "What the translation says there: a number with its unit."]
    missing: Annotated[str, "The stretch of the source that the translation lacks."]
    gap_log_odds: Annotated[float, "Log-odds that a stretch has no counterpart on the other side, in nats."]
    unrelated_log_odds: Annotated[float, "Log-odds that a sentence has nothing to do with its source, in nats."]
    similarity: Annotated[float, "Cosine similarity of a sentence and its source, by the embedder."]
    known_translations: Annotated[list[str], "What the dictionary knows the source's name to be called in the target."]
    missing_placeholders: Annotated[list[str], "Placeholders, tags and addresses that only the source has."]
    extra_placeholders: Annotated[list[str], "Placeholders, tags and addresses that only the translation has."]
    term: Annotated[str, "The term in the source's language; empty where a wording is forbidden for whatever term."]
    same_translation: Annotated[list[str], "Other labels of the source that have the same translation."]
    glossary_note: Annotated[str, "What the glossary notes about the term."]
    glossary_entry: Annotated[str, "Where the glossary has the term, as path:line."]
    pivot: Annotated[str, "The sentence translated back into the source's language."]
    pivot_chrf: Annotated[float, "chrF of the pivot against the source, 0 to 100."]
    pivot_similarity: Annotated[
        float | None, "Cosine similarity of the pivot and the source, by the embedder; null without one."
    ]
    round_trip: Annotated[str, "The pivot translated once more, into the language of the sentence."]
    round_trip_chrf: Annotated[float, "chrF of the round trip against the sentence, 0 to 100."]

    # What the text is, and should be.
    mark: Annotated[str, "The punctuation mark, brace, accelerator or code point that it is about."]
    language: Annotated[str, "The language of the text, by its code of ISO 639."]
    expected_language: Annotated[str, "The language that the text should be in, by its code of ISO 639."]
    plural_forms: Annotated[int, "Plural forms that the entry has."]
    declared_forms: Annotated[int, "Plural forms that the header declares."]
    accelerators: Annotated[int, "Accelerators in the label."]
    person: Annotated[str, "The person who has the title."]

    # Counts and tables.
    programs: Annotated[dict[str, int], "How many programs translate the label with each wording."]
    places: Annotated[int, "How many places are like this one, where one finding stands for all."]
    counts: Annotated[
        dict[str, int], "How often the document has each wording; whole sentences without spaces and punctuation."
    ]
    place_counts: Annotated[dict[str, int], "How many villages, towns and districts of China have each name."]
    given_name_log_ratios: Annotated[
        dict[str, float],
        "How much likelier natives give the characters of each person's given name than one would pick them by sound, "
        "in nats.",
    ]
    title: Annotated[str, "The title that the person has here."]
    structure: Annotated[str, "Name of the structure of English that the translation kept."]
    lift: Annotated[float, "How many times as frequent the structure is in machine translations as in native text."]
    chinese_zipf: Annotated[
        float,
        "Frequency of the word in Chinese text on the Zipf scale (log10 of occurrences in 10^9 words); 0: unknown.",
    ]
    english_zipf: Annotated[float, "The same in English text."]
    half_width_marks: Annotated[int, "Half-width punctuation marks between Chinese characters."]
    full_width_marks: Annotated[int, "Full-width punctuation marks after Chinese characters."]


def restored(evidence: Evidence, shown: Callable[[str], str]) -> Evidence:
    """The evidence with every text in it passed through `shown`."""

    def of(value: Json) -> Json:
        if isinstance(value, str):
            return shown(value)
        if isinstance(value, list):
            return [of(part) for part in value]
        return {shown(key): of(part) for key, part in value.items()} if isinstance(value, dict) else value

    return cast(Evidence, {key: of(value) for key, value in as_json(evidence).items()})


def as_json(evidence: Evidence) -> dict[str, Json]:
    """The evidence as a plain dictionary, for code that lists all keys."""
    return cast(dict[str, Json], evidence)
