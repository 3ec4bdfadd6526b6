using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Orders;

/// <summary>Why a row of an orders file does not go in, told on a second look at the file.</summary>
internal static class OrderRejects
{
    /// <summary>The reason; null where the row's order goes in.</summary>
    public static Rejection? Why(OrderRowReader reader, IRowSource row, OrderTable table)
    {
        var read = default(OrderRow);
        if (reader.Read(row, ref read) is { } own) return own;
        var order = table.Find(read.Id);
        if (order == OrderIds.NotThere || table.SpoiltOf(order) is not { } spoilt) return null;
        return spoilt.OfRow
            ? new Rejection("order rejected", $"Line {spoilt.Line} of the same order {table.IdOf(order)} is bad ({spoilt.Why.Reason}), and an order goes in whole or not at all.")
            : spoilt.Why;
    }
}
