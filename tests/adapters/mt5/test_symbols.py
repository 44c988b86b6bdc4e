from pathlib import Path

import pytest

from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.filling import FillingModes, filling_modes
from dtms.adapters.mt5.symbolbook import SymbolBook
from dtms.adapters.mt5.symbolnames import SymbolNames
from dtms.adapters.mt5.symbols import Listing, base_of, read_listing, resolve
from dtms.core.errors import AmbiguousSymbol, BrokerUnavailable, UnknownSymbol
from dtms.core.market import AssetClass
from tests.adapters.mt5.fake_terminal import FakeTerminal, a_symbol


def a_listing(name: str, base: str, *, tradable: bool = True) -> Listing:
    return Listing(name=name, base=base, asset_class=AssetClass.FX, tradable=tradable)


@pytest.mark.parametrize(
    ("name", "left", "right", "base"),
    [
        ("EURUSD", "EUR", "USD", "EURUSD"),
        ("EURUSD#", "EUR", "USD", "EURUSD"),
        ("EURUSD.m", "EUR", "USD", "EURUSD"),
        ("EURUSD_raw", "EUR", "USD", "EURUSD"),
        ("EURUSDpro", "EUR", "USD", "EURUSD"),
        ("eurusd", "EUR", "USD", "EURUSD"),
        ("XAUUSD.r", "XAU", "USD", "XAUUSD"),
        ("XAUUSDm", "XAU", "USD", "XAUUSD"),
        ("XAUUSDc", "XAU", "USD", "XAUUSD"),
        ("GOLD", "XAU", "USD", "XAUUSD"),
        ("GOLD", "USD", "USD", "XAUUSD"),
        ("GOLD.pro", "USD", "USD", "XAUUSD"),
        ("SILVERm", "XAG", "USD", "XAGUSD"),
        ("BTCUSD", "BTC", "USD", "BTCUSD"),
        ("BTCUSDT", "BTC", "USDT", "BTCUSDT"),
        ("BTCUSDT", "BTC", "USD", "BTCUSDT"),
        ("BTCUSDT.x", "BTC", "USDT", "BTCUSDT"),
        ("btcusdt", "BTC", "USD", "btcusdt"),
        ("GOLDMINE", "USD", "USD", "GOLDMINE"),
        ("BRK.B", "USD", "USD", "BRK.B"),
        ("US30.cash", "USD", "USD", "US30.cash"),
        ("EURUSDX", "EUR", "USD", "EURUSDX"),
        ("GOLDEUR", "XAU", "EUR", "GOLDEUR"),
        ("mEURUSD", "EUR", "USD", "EURUSD"),
        ("#EURUSD", "EUR", "USD", "EURUSD"),
        ("FX.EURUSD", "EUR", "USD", "EURUSD"),
        ("pro_XAUUSD.r", "XAU", "USD", "XAUUSD"),
        ("EUR/USD", "EUR", "USD", "EURUSD"),
        ("EUR/USD.m", "EUR", "USD", "EURUSD"),
        ("#GOLD", "XAU", "USD", "XAUUSD"),
        ("XEURUSD", "EUR", "USD", "XEURUSD"),
        ("meurusd", "EUR", "USD", "meurusd"),
        ("USDEURUSD", "EUR", "USD", "USDEURUSD"),
        ("MARIGOLD", "USD", "USD", "MARIGOLD"),
    ],
)
def test_only_plain_suffixes_are_cut(name: str, left: str, right: str, base: str) -> None:
    assert base_of(name, left=left, right=right) == base


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, AssetClass.METAL),
        ({"name": "EURUSD", "currency_base": "EUR", "path": "Forex\\EURUSD"}, AssetClass.FX),
        ({"path": "Forex\\Spot\\XAUUSD"}, AssetClass.METAL),
        ({"name": "BTCUSD", "currency_base": "BTC", "path": "CFD\\BTCUSD"}, AssetClass.CRYPTO),
        ({"name": "PEPE", "currency_base": "USD", "path": "Crypto\\PEPE"}, AssetClass.CRYPTO),
        ({"name": "US30", "currency_base": "USD", "path": "Indices\\US30"}, AssetClass.INDEX),
        ({"name": "DE40", "currency_base": "EUR", "currency_profit": "EUR", "path": "Cash\\DE40"},
         AssetClass.INDEX),
        ({"name": "USDKZT", "currency_base": "USD", "currency_profit": "KZT", "path": "Forex\\X"},
         AssetClass.FX),
    ],
)  # fmt: skip
def test_asset_class(changes: dict[str, object], expected: AssetClass) -> None:
    assert read_listing(a_symbol(**changes)).asset_class is expected


def test_own_name_wins_and_keeps_its_case() -> None:
    offered = [a_listing("EURUSD", "EURUSD"), a_listing("EURUSDm", "EURUSD")]

    assert resolve("EURUSDm", offered).name == "EURUSDm"
    assert resolve("EURUSD", offered).name == "EURUSD"


def test_plain_name_in_any_case_finds_the_brokers() -> None:
    assert resolve("xauusd", [a_listing("XAUUSD.r", "XAUUSD")]).name == "XAUUSD.r"
    assert resolve("gold", [a_listing("XAUUSD.r", "XAUUSD")]).name == "XAUUSD.r"


def test_ambiguity_is_refused_by_name() -> None:
    offered = [a_listing("EURUSD.a", "EURUSD"), a_listing("EURUSD.b", "EURUSD")]

    with pytest.raises(AmbiguousSymbol) as caught:
        resolve("eurusd", offered)

    assert caught.value.candidates == ("EURUSD.a", "EURUSD.b")


def test_what_may_not_be_traded_is_no_candidate() -> None:
    offered = [a_listing("EURUSD", "EURUSD", tradable=False), a_listing("EURUSD.b", "EURUSD")]

    assert resolve("EURUSD", offered).name == "EURUSD.b"


def test_tether_is_not_the_dollar() -> None:
    with pytest.raises(UnknownSymbol):
        resolve("BTCUSD", [a_listing("BTCUSDT", "BTCUSDT")])


@pytest.mark.parametrize(("mask", "first"), [(0, 2), (1, 0), (2, 1), (3, 1), (4, 2), (7, 1)])
def test_the_mask_is_not_the_enum(mask: int, first: int) -> None:
    modes = filling_modes(mask)

    assert modes[0] == first
    assert sorted(modes) == [0, 1, 2]


def test_the_mode_that_worked_comes_first() -> None:
    modes = FillingModes()
    modes.took("EURUSD", filling_modes(1)[0])

    assert modes.order("EURUSD", mask=2)[0] == 0
    assert modes.order("GBPUSD", mask=2)[0] == 1


@pytest.mark.parametrize(
    "changes", [{"path": "Stocks\\US\\GOLD"}, {"path": "NYSE\\GOLD"}, {"trade_calc_mode": 32}]
)
def test_a_share_called_gold_is_no_metal(changes: dict[str, object]) -> None:
    share = {"name": "GOLD", "currency_base": "USD", "currency_profit": "USD", "path": "CFD\\GOLD"}

    assert read_listing(a_symbol(**share)).base == "XAUUSD"
    assert read_listing(a_symbol(**(share | changes))).base == "GOLD"


def test_a_slash_is_no_matter() -> None:
    assert resolve("eur/usd", [a_listing("EURUSD.r", "EURUSD")]).name == "EURUSD.r"


def a_book(terminal: FakeTerminal, path: Path | None) -> SymbolBook:
    return SymbolBook(InProcessChannel(terminal), names=SymbolNames(path))


async def test_a_name_found_before_stays_when_a_second_one_appears(tmp_path: Path) -> None:
    terminal = FakeTerminal()
    assert await a_book(terminal, tmp_path / "names.json").resolve("gold") == "XAUUSD.r"
    terminal.symbols["XAUUSDm"] = a_symbol(name="XAUUSDm")

    again = await a_book(terminal, tmp_path / "names.json").resolve("gold")

    assert again == "XAUUSD.r"


@pytest.mark.parametrize("gone", ["removed", "disabled"])
async def test_a_name_that_no_longer_stands_is_found_anew(tmp_path: Path, gone: str) -> None:
    terminal = FakeTerminal()
    await a_book(terminal, tmp_path / "names.json").resolve("gold")
    old = terminal.symbols.pop("XAUUSD.r")
    terminal.symbols["GOLD"] = a_symbol(name="GOLD")
    if gone == "disabled":
        old.trade_mode = 0
        terminal.symbols["XAUUSD.r"] = old

    again = await a_book(terminal, tmp_path / "names.json").resolve("gold")

    assert again == "GOLD"
    assert SymbolNames(tmp_path / "names.json").get("gold") == "GOLD"


async def test_a_lost_name_among_several_is_refused_and_forgotten(tmp_path: Path) -> None:
    terminal = FakeTerminal()
    book = a_book(terminal, tmp_path / "names.json")
    await book.resolve("gold")
    terminal.symbols = {name: a_symbol(name=name) for name in ("XAUUSD.a", "GOLD")}

    with pytest.raises(AmbiguousSymbol) as caught:
        await book.resolve("gold")

    assert set(caught.value.candidates) == {"XAUUSD.a", "GOLD"}
    assert SymbolNames(tmp_path / "names.json").get("gold") is None


async def test_no_answer_is_not_taken_for_a_lost_name(tmp_path: Path) -> None:
    terminal = FakeTerminal()
    book = a_book(terminal, tmp_path / "names.json")
    await book.resolve("gold")
    terminal.failing = {"symbol_info": -10002}

    with pytest.raises(BrokerUnavailable):
        await book.resolve("gold")

    assert SymbolNames(tmp_path / "names.json").get("gold") == "XAUUSD.r"


@pytest.mark.parametrize("text", ["", "[]", "5"])
def test_damaged_names_are_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "names.json").write_text(text)

    assert SymbolNames(tmp_path / "names.json").get("gold") is None
