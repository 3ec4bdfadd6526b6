using System.Globalization;

namespace Sync.Model;

/// <summary>An exact amount: whole minor units (cents, pence) of one currency. Sums overflow loudly, never silently.</summary>
/// <param name="Minor">The amount in minor units; negative for money that goes back.</param>
/// <param name="Currency">The currency it is in.</param>
public readonly record struct Money(long Minor, Currency Currency)
{
    /// <summary>Nothing, in a currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>An amount in major units, rounded half away from zero to the currency's minor unit.</summary>
    /// <exception cref="OverflowException">The amount does not fit into 64 bits of minor units.</exception>
    public static Money FromMajor(decimal amount, Currency currency) =>
        new(decimal.ToInt64(decimal.Round(amount * currency.Scale, 0, MidpointRounding.AwayFromZero)), currency);

    /// <summary>The amount in major units, with the currency's decimals.</summary>
    public decimal Major => new decimal(Minor) / Currency.Scale;

    /// <summary>The sum of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money a, Money b) => new(checked(a.Minor + Same(a, b).Minor), a.Currency);

    /// <summary>The difference of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money a, Money b) => new(checked(a.Minor - Same(a, b).Minor), a.Currency);

    /// <summary>The same amount the other way.</summary>
    public static Money operator -(Money a) => new(checked(-a.Minor), a.Currency);

    /// <summary>The amount with the currency's decimals and code, such as <c>12.50 GBP</c>.</summary>
    public override string ToString() =>
        Major.ToString("F" + Currency.Decimals, CultureInfo.InvariantCulture) + " " + Currency.Code;

    private static Money Same(Money a, Money b) => a.Currency.Equals(b.Currency)
        ? b
        : throw new InvalidOperationException($"Amounts of {a.Currency} and {b.Currency} cannot be added; convert one first.");
}
