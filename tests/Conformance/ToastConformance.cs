using Sync.ConnectorKit;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;

namespace Sync.Conformance.Tests;

/// <summary>Toast passes what every connector must.</summary>
public sealed class ToastConformance : ConformanceTests
{
    // What goes back stands at a payment of its order (contracts/toast.md, Orders).
    /// <inheritdoc />
    protected override TruthPlan Plan => base.Plan with { Ids = TruthIds.Uuids, Returns = false };

    /// <inheritdoc />
    protected override int RequestsToConnect => 3; // the log-in and the two restaurants

    // A restaurant's menus are one answer, and so is its stock.
    /// <inheritdoc />
    protected override IReadOnlyList<PosStream> WithoutPages => [PosStream.Products, PosStream.Inventory];

    // There is no list of customers: they are the guests on the orders.
    /// <inheritdoc />
    protected override IReadOnlyList<PosStream> LostWith(PosStream stream, ConnectorDescriptor descriptor) =>
        stream == PosStream.Orders ? [PosStream.Orders, PosStream.Customers] : base.LostWith(stream, descriptor);

    /// <inheritdoc />
    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options) => await FakeToast.StartAsync(truth, options);

    // The menus' metadata and the stock are two questions: a change of either alone must show. The stock is the inventory's too, which then asks nothing.
    /// <inheritdoc />
    protected override int QuietRequests(PosStream stream) => stream == PosStream.Products ? 2 : 1;

    /// <inheritdoc />
    protected override void Settle(PosTruth truth, DateTimeOffset now)
    {
        // A guest is known by what is on the order, so who changed must have bought again.
        var changed = truth.Customers.Snapshot().Where(c => c.UpdatedAt == now).Select(c => c.Id).ToHashSet();
        for (var i = 0; i < truth.Orders.Count; i++)
            if (truth.Orders[i].CustomerId is { } id && changed.Contains(id)) truth.Orders[i] = truth.Orders[i] with { UpdatedAt = now };
        OnlyGuests(truth);
    }

    // Toast lists no customers: who is on no order does not exist there.
    private static void OnlyGuests(PosTruth truth)
    {
        var guests = truth.Orders.Snapshot().Where(o => !o.Deleted).Select(o => o.CustomerId).ToHashSet();
        foreach (var customer in truth.Customers.Snapshot().Where(c => !guests.Contains(c.Id))) truth.Customers.Remove(customer);
    }
}
