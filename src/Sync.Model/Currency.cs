namespace Sync.Model;

/// <summary>An ISO 4217 currency: its three-letter code and how many decimals its amounts have.</summary>
public sealed class Currency : IEquatable<Currency>
{
    private static readonly long[] Scales = [1, 10, 100, 1000];

    private Currency(string code, int? decimals) => (Code, Decimals, IsListed) = (code, decimals ?? 2, decimals is not null);

    /// <summary>The three-letter code in capitals, such as <c>GBP</c>.</summary>
    public string Code { get; }

    /// <summary>How many decimals an amount has: 0, 2 or 3.</summary>
    public int Decimals { get; }

    /// <summary>Whether ISO 4217 lists it. One that is not has come from outside, and no amount in it is to be trusted.</summary>
    public bool IsListed { get; }

    /// <summary>Minor units in one major unit: 1, 100 or 1,000.</summary>
    public long Scale => Scales[Decimals];

    /// <summary>The currency of a code that somebody gave as a setting, in any case.</summary>
    /// <exception cref="FormatException">ISO 4217 lists no such currency.</exception>
    public static Currency Listed(string code) => Of(code) is { IsListed: true } listed
        ? listed
        : throw new FormatException($"'{code}' is no currency of ISO 4217: give a code of its list, such as USD or GBP.");

    /// <summary>The currency of a code, in any case; whether it is listed is told by <see cref="IsListed"/>.</summary>
    /// <exception cref="FormatException">The text is not three letters.</exception>
    public static Currency Of(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return Find(code) ?? throw new FormatException($"'{code}' is not a currency code: give three letters, such as USD or GBP.");
    }

    /// <summary>The same for a code that others gave, of whatever form: null where it is not three letters.</summary>
    public static Currency? Find(string? code) => code?.Trim().ToUpperInvariant() is { Length: 3 } upper && upper.All(char.IsAsciiLetterUpper)
        ? new Currency(upper, CurrencyList.Decimals.TryGetValue(upper, out var decimals) ? decimals : null)
        : null;

    /// <inheritdoc />
    public bool Equals(Currency? other) => other is not null && Code == other.Code;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Currency);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(Code, StringComparison.Ordinal);

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
