using System.Collections.Frozen;

namespace Sync.Model;

/// <summary>An ISO 4217 currency: its three-letter code and how many decimals its amounts have.</summary>
public sealed class Currency : IEquatable<Currency>
{
    // Source: ISO 4217 table A.1. Every code that is not named here has two decimals.
    private static readonly FrozenSet<string> WithoutDecimals =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> WithThreeDecimals = "BHD IQD JOD KWD LYD OMR TND".Split(' ').ToFrozenSet();

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
        return new Currency(upper, WithoutDecimals.Contains(upper) ? 0 : WithThreeDecimals.Contains(upper) ? 3 : 2);
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
