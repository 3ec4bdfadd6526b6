using System.Globalization;
using System.Text;
using Sync.Model;

namespace Sync.Connectors.Files.Values;

/// <summary>Currency codes of a file.</summary>
internal static class CurrencyText
{
    private static readonly System.Buffers.SearchValues<byte> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>The currency of a code; null where it is none.</summary>
    public static Currency? Read(ReadOnlySpan<byte> cell) =>
        cell.Length == 3 && !cell.ContainsAnyExcept(Letters) ? Currency.Of(Encoding.UTF8.GetString(cell)) : null;

    /// <summary>What stands in another currency than the import: sums hold one.</summary>
    public static Rejection Other(Currency stated, Currency own) =>
        new("other currency", $"It is in {stated.Code}, and this import is in {own.Code}: sums hold one currency. Import what is in {stated.Code} as a file of its own, with that currency, into an org that counts in it.");

    public static Rejection Unknown(ReadOnlySpan<byte> cell) =>
        new("bad currency", $"{CellText.Quoted(cell)} is not a currency code; write three letters, such as USD.");
}

/// <summary>Of which currencies a sign on an amount may be. Source: the currencies' own central banks; letters beside a sign (<c>US$</c>) are read nowhere.</summary>
internal static class CurrencySigns
{
    private const string Dollars = "USD ARS AUD BBD BMD BND BRL BSD BZD CAD CLP COP CUP CVE DOP FJD GYD HKD JMD KYD LRD MOP MXN NAD NIO NZD PHP SBD SGD SRD TOP TTD TWD UYU WST XCD XCG ZWG";
    private const string Pounds = "GBP EGP FKP GIP LBP SDG SHP SSP SYP";
    private const string Yens = "JPY CNY";

    private static readonly Dictionary<char, string> BySign = new()
    {
        ['$'] = Dollars,
        ['\uFF04'] = Dollars, // as wide as an ideograph
        ['£'] = Pounds,
        ['\uFFE1'] = Pounds,
        ['¥'] = Yens,
        ['\uFFE5'] = Yens,
        ['€'] = "EUR",
        ['₹'] = "INR",
        ['₨'] = "INR LKR MUR NPR PKR SCR",
        ['₩'] = "KRW KPW",
        ['₽'] = "RUB",
        ['₺'] = "TRY",
        ['₴'] = "UAH",
        ['₪'] = "ILS",
        ['฿'] = "THB",
        ['₫'] = "VND",
        ['₱'] = "PHP CUP",
        ['₦'] = "NGN",
        ['₵'] = "GHS",
        ['₡'] = "CRC",
        ['₲'] = "PYG",
        ['₸'] = "KZT",
        ['₾'] = "GEL",
        ['₼'] = "AZN",
        ['֏'] = "AMD",
        ['৳'] = "BDT",
        ['៛'] = "KHR",
        ['₭'] = "LAK",
        ['₮'] = "MNT",
        ['﷼'] = "IRR OMR QAR SAR YER",
    };

    /// <summary>Whether a character is the sign of a currency.</summary>
    public static bool IsSign(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

    /// <summary>Whether a sign may stand for a currency; of an unknown one nobody can tell.</summary>
    public static bool Fits(char sign, Currency currency) => BySign.TryGetValue(sign, out var codes) && codes.Contains(currency.Code, StringComparison.Ordinal);

    /// <summary>Why a cell with the sign of another currency is not taken; null where it has none.</summary>
    /// <param name="what">What the cell holds.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="currency">The currency that its amount is in.</param>
    public static Rejection? Other(string what, ReadOnlySpan<byte> cell, Currency currency)
    {
        if (Ascii.IsValid(cell) && !cell.Contains((byte)'$')) return null;
        foreach (var c in Encoding.UTF8.GetString(cell))
            if (IsSign(c) && !Fits(c, currency))
                return new Rejection("other currency", $"The {what} {CellText.Quoted(cell)} has the sign of another currency than {currency.Code}, which it would be taken in: sums hold one currency. Import what is in another one as a file of its own, with that currency, into an org that counts in it.");
        return null;
    }
}
