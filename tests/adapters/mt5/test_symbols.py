import pytest

from dtms.adapters.mt5.filling import FillingModes, filling_modes
from dtms.adapters.mt5.symbols import Listing, base_of, read_listing, resolve
from dtms.core.errors import AmbiguousSymbol, UnknownSymbol
from dtms.core.market import AssetClass
from tests.adapters.mt5.fake_terminal import a_symbol


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
