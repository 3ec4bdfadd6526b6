using System.Collections.Frozen;

namespace Sync.Model;

/// <summary>An ISO 4217 currency: its three-letter code and how many decimals its amounts have.</summary>
public sealed class Currency : IEquatable<Currency>
{
    // Source: ISO 4217 table A.1. Every code that is not named here has two decimals.
    private static readonly FrozenDictionary<string, int> UncommonDecimals = new Dictionary<string, int>
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0,
        ["RWF"] = 0, ["UGX"] = 0, ["UYI"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
    }.ToFrozenDictionary();

    private static readonly long[] Scales = [1, 10, 100, 1000];

    private Currency(string code, int decimals) => (Code, Decimals) = (code, decimals);

    /// <summary>The three-letter code in capitals, such as <c>GBP</c>.</summary>
    public string Code { get; }

    /// <summary>How many decimals an amount has: 0, 2 or 3.</summary>
    public int Decimals { get; }

    /// <summary>Minor units in one major unit: 1, 100 or 1,000.</summary>
    public long Scale => Scales[Decimals];

    /// <summary>The currency of a code, in any case.</summary>
    /// <exception cref="FormatException">The text is not three letters.</exception>
    public static Currency Of(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var upper = code.Trim().ToUpperInvariant();
        if (upper.Length != 3 || !upper.All(char.IsAsciiLetterUpper))
            throw new FormatException($"'{code}' is not a currency code: give three letters, such as USD or GBP.");
        return new Currency(upper, UncommonDecimals.GetValueOrDefault(upper, 2));
    }

    /// <inheritdoc />
    public bool Equals(Currency? other) => other is not null && Code == other.Code;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Currency);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(Code, StringComparison.Ordinal);

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
