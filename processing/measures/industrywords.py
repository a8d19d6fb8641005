"""What the heading of a column of figures is: an industry, or a measure of the district itself."""

from __future__ import annotations

import re

from .columns import is_industry
from .roles import is_label, is_rate

_INDUSTRY = re.compile(
    r"\b(agricult|farm|forest|fish|mining|quarr|extracti|oil|coal|manufact|food|beverage|drink|tobacco|textil|cloth|"
    r"apparel|leather|wood|paper|print|chemical|pharmac|rubber|plastic|mineral|metal|steel|comput|electr|machine|"
    r"vehicle|motor|automot|aerospace|aircraft|shipbuild|transport|furnitur|repair|energ|gas\b|utilit|water|sewer|"
    r"waste|construct|civil eng|wholesal|retail|trade|storage|warehous|logistic|postal|courier|accommod|hotel|cater|"
    r"hospital|restaurant|publish|media|broadcast|film|telecom|communicat|information|software|programm|digital|"
    r"financ|insur|bank|pension|real estate|legal|accounti|consult|architect|engineer|scien|research|advertis|veterin|"
    r"profession|technic|rental|leas|travel agen|touris|secur|administ|services?\b|public admin|defence|educat|health|"
    r"social work|residential care|arts\b|creative|entertain|recreat|sport|museum|librar|gambl|membership|industr|"
    r"production|sectors?\b|activit|extraterrit)",
    re.IGNORECASE)
_MEASURE = re.compile(
    r"\b(populations?|people|persons?|residents?|inhabitants|males?|females?|men|women|aged?|ages|households?|"
    r"dwellings?|houses|births|deaths|migration|areas?|hectares?|ha|acres?|sq(uare)? ?km|km ?2|km\u00b2|sqkm|"
    r"sq(uare)? ?(miles?|metres?)|length|perimeter|densit\w*|rank|score|decile|quintile|quartile|change|difference|"
    r"confidence|lower|upper|standard error|cv|coefficient|sample|jobs?|employees?|employment|employed|unemploy\w*|"
    r"workers|workforce|gva|gdp|gdhi|income|turnover|output|value|count|counts|number|businesses|enterprises|firms|"
    r"establishments|claimants?|vacancies|rents?|prices?)\b",
    re.IGNORECASE)
_ALL = re.compile(r"^(total|all)\b.*\b(jobs|employees|employment|gva|output|turnover)\b", re.IGNORECASE)


def sort_of(heading: str) -> str:
    """Return what a heading names: ``industry``, ``measure``, or an empty text where its words do not tell.

    Codes and totals are industries; rates, shares and indices are measures whatever they are of; else a word from the
    titles of SIC 2007 outweighs one such as population. Beside industries, total employment may be their total.

    >>> [sort_of(text) for text in ("C (10-33)", "Total", "Motor vehicles", "Jobs in manufacturing")]
    ['industry', 'industry', 'industry', 'industry']
    >>> [sort_of(text) for text in ("Population", "area_km2", "Manufacturing (% of all)", "GVA", "Other")]
    ['measure', 'measure', 'measure', 'measure', '']
    """
    if is_industry(heading):
        return "industry"
    words = heading.replace("_", " ")
    if is_rate(heading) or is_rate(words) or is_label(heading):
        return "measure"
    if _INDUSTRY.search(words):
        return "industry"
    return "measure" if _MEASURE.search(words) and not _ALL.search(words) else ""
