using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>Turns wire numbers into money.</summary>
internal static class Amounts
{
    // No product costs as much.
    private const decimal Largest = 1_000_000_000;

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

    /// <summary>What a product is sold for; null where it is absent, or 0, which rows without a price carry.</summary>
    /// <exception cref="SkipRecordException">What is stated is no price: the product would go on the menu for nothing, or for what it cost once.</exception>
    public static Money? Price(WireNumber number, Currency currency) => number switch
    {
        { Bad: true } => throw new SkipRecordException("bad price", "The price is not a number."),
        { Value: < 0 } => throw new SkipRecordException("bad price", "The price is less than 0."),
        { Value: >= Largest } => throw new SkipRecordException("bad price", "The price is too large."),
        { Value: > 0 and var price } => Money.FromMajor(price, currency),
        _ => null,
    };

    /// <summary>What a product cost; null where it is absent, 0, or no cost. A product is not lost for it.</summary>
    public static Money? Cost(WireNumber number, Currency currency, string what, Warnings warnings)
    {
        if (!IsWrong(number)) return Price(number, currency);
        warnings.Add(number.Bad ? $"a product's {what} is not a number" : $"a product's {what} is less than 0 or too large");
        return null;
    }

    /// <summary>A share of a product; null where it is absent or is none.</summary>
    public static decimal? Percent(WireNumber number, string what, Warnings warnings)
    {
        if (!number.Bad && !(number.Value < 0)) return number.Value;
        warnings.Add(number.Bad ? $"a product's {what} is not a number" : $"a product's {what} is less than 0");
        return null;
    }

    /// <summary>Of two fields that state the same the first that does, unless it is wrong and the other is not.</summary>
    public static WireNumber Either(WireNumber first, WireNumber other) => IsWrong(first) && IsReal(other) ? other : first.Or(other);

    /// <summary>Whether it is a price or a cost.</summary>
    public static bool IsReal(WireNumber number) => number.Value is > 0 and < Largest;

    /// <summary>Whether something is stated that no price or cost can be.</summary>
    public static bool IsWrong(WireNumber number) => number.Bad || number.Value is < 0 or >= Largest;
}
