using System.Collections.Frozen;
using Sync.ConnectorKit;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>What the free text of an order's status means.</summary>
/// <param name="own">The owner's words, which go before the usual ones.</param>
internal sealed class Statuses(IReadOnlyDictionary<string, OrderStatus> own)
{
    private static readonly FrozenDictionary<string, OrderStatus> Meanings = new Dictionary<string, OrderStatus>
    {
        ["completed"] = OrderStatus.Completed,
        ["open"] = OrderStatus.Open,
        ["cancelled"] = OrderStatus.Cancelled,
        ["refunded"] = OrderStatus.Refunded,
        ["partially_refunded"] = OrderStatus.PartiallyRefunded,
    }.ToFrozenDictionary();

    // UNVERIFIED: the words that public code handles, and their usual neighbours.
    private static readonly FrozenDictionary<string, OrderStatus> Words = new Dictionary<string, OrderStatus>
    {
        ["completed"] = OrderStatus.Completed,
        ["complete"] = OrderStatus.Completed,
        ["paid"] = OrderStatus.Completed,
        ["closed"] = OrderStatus.Completed,
        ["fulfilled"] = OrderStatus.Completed,
        ["cancelled"] = OrderStatus.Cancelled,
        ["canceled"] = OrderStatus.Cancelled,
        ["void"] = OrderStatus.Cancelled,
        ["voided"] = OrderStatus.Cancelled,
        ["deleted"] = OrderStatus.Cancelled,
        ["refunded"] = OrderStatus.Refunded,
        ["returned"] = OrderStatus.Refunded,
        ["partially refunded"] = OrderStatus.PartiallyRefunded,
        ["partial refund"] = OrderStatus.PartiallyRefunded,
        ["open"] = OrderStatus.Open,
        ["pending"] = OrderStatus.Open,
        ["processing"] = OrderStatus.Open,
        ["submitted"] = OrderStatus.Open,
        ["ready"] = OrderStatus.Open,
        ["new"] = OrderStatus.Open,
        ["hold"] = OrderStatus.Open,
    }.ToFrozenDictionary();

    /// <summary>No more than the usual words.</summary>
    public static Statuses Usual { get; } = new(new Dictionary<string, OrderStatus>());

    /// <summary>The words that the owner gives a meaning, such as <c>settled=completed, layaway=open</c>, beside the usual ones.</summary>
    /// <exception cref="FixSettingsException">It is no list of words and meanings.</exception>
    public static Statuses Of(ConnectionSettings settings)
    {
        if (settings.Text(Settings.StatusWords) is not { } text) return Usual;
        var own = new Dictionary<string, OrderStatus>();
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            own[Spelt(pair.Split('=')[0].Trim())] = pair.Split('=', StringSplitOptions.TrimEntries) is [{ Length: > 0 }, var meaning] && Meanings.TryGetValue(meaning, out var status)
                ? status
                : throw new FixSettingsException(
                    Settings.StatusWords,
                    $"'{pair}' gives no word a meaning. Write such as 'settled=completed, layaway=open'; a meaning is one of {string.Join(", ", Meanings.Keys.Order())}.",
                    "The setting for status words cannot be read.");
        return new Statuses(own);
    }

    /// <summary>The status. The requirements' reference states none: what it lists was sold, unless a flag says that it is not finished.</summary>
    public OrderStatus Of(OrderRow row, Warnings warnings)
    {
        if (Text.OrNull(row.Status) is not { } text) return row.Complete == false || row.PaidInFull == false ? OrderStatus.Open : OrderStatus.Completed;
        if (own.TryGetValue(Spelt(text), out var status) || Words.TryGetValue(Spelt(text), out status)) return status;
        warnings.Add($"unknown order status '{text}'");
        return row.Complete == true || row.PaidInFull == true ? OrderStatus.Completed : OrderStatus.Open;
    }

    private static string Spelt(string word) => word.ToLowerInvariant().Replace('_', ' ').Replace('-', ' ');
}
