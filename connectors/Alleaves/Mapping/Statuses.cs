using System.Collections.Frozen;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>What the free text of an order's status means.</summary>
internal static class Statuses
{
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

    /// <summary>The status. The requirements' reference states none: what it lists was sold.</summary>
    public static OrderStatus Of(OrderRow row, Warnings warnings)
    {
        if (Text.OrNull(row.Status) is not { } text) return OrderStatus.Completed;
        if (Words.TryGetValue(text.ToLowerInvariant().Replace('_', ' ').Replace('-', ' '), out var status)) return status;
        warnings.Add($"unknown order status '{text}'");
        return row.Complete == true || row.PaidInFull == true ? OrderStatus.Completed : OrderStatus.Open;
    }
}
