using Sync.Simulator.Kit;
using Sync.Simulator.Toast;

namespace Sync.Conformance.Tests;

/// <summary>Toast passes what every connector must.</summary>
public sealed class ToastConformance : ConformanceTests
{
    /// <inheritdoc />
    protected override TruthPlan Plan => base.Plan with { Ids = TruthIds.Uuids };

    /// <inheritdoc />
    protected override async Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options)
    {
        // Toast lists no customers: who is on no order does not exist there.
        var guests = truth.Orders.Snapshot().Where(o => !o.Deleted).Select(o => o.CustomerId).ToHashSet();
        foreach (var customer in truth.Customers.Snapshot().Where(c => !guests.Contains(c.Id))) truth.Customers.Remove(customer);
        return await FakeToast.StartAsync(truth, options);
    }
}
