using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>Turns wire numbers into money.</summary>
internal static class Amounts
{
    /// <summary>A stated amount; null where it is absent.</summary>
    /// <exception cref="SkipRecordException">What is stated is no amount.</exception>
    public static Money? Stated(WireNumber number, Currency currency, string what)
    {
        if (number.Bad) throw new SkipRecordException($"bad {what}", $"The {what} is not a number.");
        return number.Value is { } amount ? Of(amount, currency, what) : null;
    }

    /// <summary>An amount beside the total; null where it is absent or is none. An order is not lost for it.</summary>
    public static Money? Beside(WireNumber number, Currency currency, string what, Warnings warnings)
    {
        if (number.Bad) warnings.Add($"an order's {what} is not a number");
        return Stated(number with { Bad = false }, currency, what);
    }

    /// <summary>An amount in major units.</summary>
    /// <exception cref="SkipRecordException">It is too large for any amount.</exception>
    public static Money Of(decimal amount, Currency currency, string what)
    {
        try
        {
            return Money.FromMajor(amount, currency);
        }
        catch (OverflowException e)
        {
            throw new SkipRecordException($"bad {what}", $"The {what} is too large.", e);
        }
    }

    /// <summary>A price or cost; null where it is absent, no amount, or 0, which rows without a price carry.</summary>
    public static Money? Price(WireNumber number, Currency currency) =>
        number.Value is > 0 and < 1_000_000_000 and var price ? Money.FromMajor(price, currency) : null;
}
