"""Units as they are written, and their conversion.

The table knows every unit's dimension; ``conversions.json`` its factor and offset, as pint gave them. Building pint's
registry takes a third of a second, so no process of ours does; a test compares the file with it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from factcheck.quantities.tokens import Token, is_glued, skip_hyphen, token_at


class Unit(NamedTuple):
    """A unit: the symbol shown, what it measures, and pint's expression for it (empty where only equality counts).

    ``scale`` is how many of the symbol's unit one of them makes: a hundredth of a pound is a penny.
    """

    symbol: str
    dimension: str
    expression: str
    scale: float = 1.0


_LENGTHS = """
km kilometer km kms kilometre kilometres kilometer kilometers
m meter metre metres meter meters
cm centimeter cm centimetre centimetres centimeter centimeters
mm millimeter mm millimetre millimetres millimeter millimeters
mi mile mile miles
ft foot foot feet ft
in inch inch inches
yd yard yard yards
"""
_OTHERS = """
nmi|length|nautical_mile|nauticalmile nauticalmiles
ha|area|hectare|hectare hectares
acre|area|acre|acre acres
l|volume|liter|litre litres liter liters
gal|volume|gallon|gallon gallons
bbl|volume|oil_bbl|barrel barrels
kg|mass|kilogram|kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes
g|mass|gram|gram grams gramme grammes
mg|mass|milligram|mg milligram milligrams
t|mass|metric_ton|tonne tonnes ton tons metricton metrictons metrictonne metrictonnes
lb|mass|pound|lb lbs pound pounds
oz|mass|ounce|ounce ounces
km/h|speed|kilometer/hour|km/h kph kmh kmph km/hr
mph|speed|mile/hour|mph
m/s|speed|meter/second|m/s
kn|speed|knot|knot knots
°C|temperature|degC|°c degreescelsius degreecelsius degreesc celsius degreescentigrade
°F|temperature|degF|°f degreesfahrenheit degreefahrenheit degreesf fahrenheit
kW|power|kilowatt|kw kilowatt kilowatts
MW|power|megawatt|mw megawatt megawatts
GW|power|gigawatt|gw gigawatt gigawatts
kWh|energy|kilowatt_hour|kwh kilowatthour kilowatthours
MWh|energy|megawatt_hour|mwh megawatthour megawatthours
GWh|energy|gigawatt_hour|gwh gigawatthour gigawatthours
TWh|energy|terawatt_hour|twh terawatthour terawatthours
s|time|second|second seconds sec secs
min|time|minute|minute minutes min mins
h|time|hour|hour hours hr hrs
d|time|day|day days
wk|time|week|week weeks
mo|time|month|month months
yr|time|year|year years yr yrs
decade|time|decade|decade decades
century|time|century|century centuries
%|share||% percent percents pct
pp|points||percentagepoint percentagepoints percentpoint percentpoints pp pps %points
bp|points||basispoint basispoints bp bps
USD|currency||dollar dollars usdollar usdollars usd bucks
EUR|currency||euro euros eur €
GBP|currency||poundsterling poundssterling gbp £ britishpounds
JPY|currency||yen jpy japaneseyen
CNY|currency||yuan renminbi cny rmb
RUB|currency||rouble roubles ruble rubles rub ₽
UAH|currency||hryvnia hryvnias uah ₴
INR|currency||rupee rupees inr ₹
CHF|currency||franc francs swissfrancs chf
PLN|currency||zloty zlotys pln
TRY|currency||lira liras turkishlira
SEK|currency||kronor sek
NOK|currency||nok
DKK|currency||dkk
AUD|currency||australiandollars aud
CAD|currency||canadiandollars cad
HKD|currency||hongkongdollars hkd
ILS|currency||shekel shekels ils
KRW|currency||krw
BRL|currency||reais brl
BTC|currency||bitcoin bitcoins btc
"""
# Letters that stand for a unit only in this case and right behind the digits ("5 t", but "Model T").
_CASED = {"m": "metre", "g": "gram", "t": "tonne", "l": "litre", "h": "hour", "p": "pence", "C": "°c", "F": "°f"}
_ONLY_GLUED = frozenset("pCF")
# Lines of a screen, as in "1080p".
_RESOLUTIONS = frozenset({240, 360, 480, 576, 720, 1080, 1440, 2160, 4320})
_PREFIXES = {
    "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₴": "UAH", "₽": "RUB", "₹": "INR", "Rs": "INR",
    "USD": "USD", "EUR": "EUR", "GBP": "GBP", "UAH": "UAH", "CHF": "CHF", "C$": "CAD", "A$": "AUD", "HK$": "HKD",
    "CA$": "CAD", "AU$": "AUD", "JPY": "JPY", "CNY": "CNY", "RUB": "RUB", "INR": "INR", "NZ$": "NZD", "S$": "SGD",
}  # fmt: skip
# First words of units that are written in two: "square km", "metric tons", "percentage points".
_OPENERS = frozenset({
    "square", "sq", "cubic", "cu", "nautical", "metric", "degrees", "degree", "percentage", "percent", "per", "cent",
    "basis", "pound", "pounds", "us", "british", "japanese", "swiss", "turkish", "australian", "canadian", "hong", "kong",
    "kilowatt", "megawatt", "gigawatt", "terawatt",
})  # fmt: skip
_PREFIX_STARTS = frozenset({mark.rstrip("$") or mark for mark in _PREFIXES})
RATES = {
    "hour": "hour", "hourly": "hour", "day": "day", "daily": "day", "week": "week", "weekly": "week",
    "month": "month", "monthly": "month", "year": "year", "annum": "year", "yearly": "year", "annually": "year",
}  # fmt: skip
TIME_RATES = frozenset(RATES.values())
_RATE_UNITS = {"hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year"}
_POINTS = {"pp": 1.0, "bp": 0.01}


def _build_table() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for line in _LENGTHS.strip().splitlines():
        symbol, expression, *aliases = line.split()
        for alias in aliases:
            table[alias] = Unit(symbol, "length", expression)
            for power, dimension, words in ((2, "area", ("square", "sq")), (3, "volume", ("cubic", "cu"))):
                raised = Unit(symbol + " ²³"[power - 1], dimension, f"{expression}**{power}")
                for form in (*(word + alias for word in words), f"{alias}{power}", f"{alias}{' ²³'[power - 1]}"):
                    table[form] = raised
    for line in _OTHERS.strip().splitlines():
        symbol, dimension, expression, aliases_text = line.split("|")
        for alias in aliases_text.split():
            table[alias] = Unit(symbol, dimension, expression)
    table["pence"] = table["penny"] = Unit("GBP", "currency", "", 0.01)
    return table


_TABLE = _build_table()
POUND_STERLING = _TABLE["gbp"]
FOOT = _TABLE["ft"]
_LONGEST = max(map(len, _TABLE))
_EXPRESSION_OF = {unit.symbol: unit.expression for unit in _TABLE.values()}
EXPRESSIONS = frozenset({*_EXPRESSION_OF.values(), *_RATE_UNITS.values()} - {""})
CONVERSIONS = Path(__file__).with_name("conversions.json")
# Factor and offset that take a unit to its base unit, by pint's expression for it.
_CONVERSIONS: dict[str, tuple[float, float]] = json.loads(CONVERSIONS.read_text(encoding="utf-8"))


def read_unit(tokens: list[Token], index: int, value: float) -> tuple[Unit, int] | None:
    """The unit that follows a number and the index after it; the longest reading wins. None where no unit follows."""
    first = token_at(tokens, index)
    if first.kind == "n" or (first.kind == "p" and first.text not in "-%°€£₽₴₹"):
        return None
    start = skip_hyphen(tokens, index)
    found, key, word, place = None, "", "", start
    while place < start + 5:
        token = token_at(tokens, place)
        key += token.lower if token.text not in (".", "-") else ""
        if not token.text or len(key) > _LONGEST or (token.kind == "w" and word and word not in _OPENERS):
            break
        if token.text not in (".", "-"):
            word = token.lower if token.kind == "w" else ""
        place += 1
        # A hyphen behind a unit leads on to a noun or to the second number of a range.
        unit = _TABLE.get(key) if token.text not in (".", "-") else None
        # A digit belongs to a unit only where it touches it, as in "km2".
        if unit is not None and not (token.text.isdigit() and not is_glued(tokens, place - 1)):
            found = unit, place
    return found or _read_cased(tokens, start, value)


def _read_cased(tokens: list[Token], start: int, value: float) -> tuple[Unit, int] | None:
    token = token_at(tokens, start)
    key = _CASED.get(token.text)
    after = token_at(tokens, start + 1)
    if key is None or (after.start == token.end and after.text in ("'", "’", "-")):
        return None
    if token.text in _ONLY_GLUED and (not is_glued(tokens, start) or value in _RESOLUTIONS):
        return None
    return _TABLE[key], start + 1


def read_currency(tokens: list[Token], index: int) -> tuple[Unit, int] | None:
    """The currency sign or code before a number ("US$", "€", "Rs.") and the index of the number."""
    for width in (2, 1):
        mark = "".join(token_at(tokens, index + offset).text for offset in range(width))
        code = _PREFIXES.get(mark)
        glued = width == 1 or is_glued(tokens, index + 1)
        if code and glued:
            stop = index + width
            stop += token_at(tokens, stop).text == "." and mark == "Rs"
            return (Unit(code, "currency", ""), stop) if token_at(tokens, stop).kind == "n" else None
    return None


def is_currency_prefix(mark: str) -> bool:
    """Whether a token can begin a currency sign or code before a number."""
    return mark in _PREFIX_STARTS


def convert(value: float, source: str, target: str, rates: tuple[str | None, str | None] = (None, None)) -> float:
    """Convert a value between the symbols of one dimension.

    ``rates`` are those of source and target; a length with a rate converts to a unit of speed, which has none.
    """
    if rates[0] != rates[1]:
        value *= _seconds_in(rates[1]) / _seconds_in(rates[0])
    if source == target:
        return value
    if source in _POINTS:
        return value * _POINTS[source] / _POINTS[target]
    factor, offset = _CONVERSIONS[_EXPRESSION_OF[source]]
    target_factor, target_offset = _CONVERSIONS[_EXPRESSION_OF[target]]
    return (value * factor + offset - target_offset) / target_factor


def _seconds_in(rate: str | None) -> float:
    return _CONVERSIONS[_RATE_UNITS[rate]][0] if rate in TIME_RATES else 1.0
