using Sync.Engine.Runs;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>A fake Toast of two restaurants, the store that it is synced into, and the time of both.</summary>
public abstract class StoredToast : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly TruthPlan plan;

    private protected StoredToast(int orders, int customers = 5, int products = 8)
    {
        plan = new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = orders, Customers = customers, Products = products, Locations = 2 };
        Stored = new StoredShop(Time);
    }

    /// <summary>The time of the shop and of the store; it goes on by itself where somebody waits.</summary>
    private protected FakeTime Time { get; } = new(Start, autoAdvance: true);

    /// <summary>What is synced into.</summary>
    private protected StoredShop Stored { get; }

    /// <summary>The shop.</summary>
    private protected FakeToast Pos { get; private set; } = null!;

    /// <inheritdoc/>
    public virtual async Task InitializeAsync() => Pos = await FakeToast.StartAsync(PosTruth.Generate(plan), new FakePosOptions { Time = Time });

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Stored.DisposeAsync();
        await Pos.DisposeAsync();
    }

    /// <summary>Connects the shop and reads it for the first time, which must succeed; half an hour later it is the next run's turn.</summary>
    private protected async Task ConnectAsync()
    {
        await SaveAsync();
        (await Stored.RunAsync(TimeSpan.FromMinutes(1))).Result.ShouldBe(RunResult.Done);
        Time.Advance(TimeSpan.FromMinutes(30));
    }

    /// <summary>Saves the connection and reads nothing yet.</summary>
    private protected async Task SaveAsync()
    {
        await Stored.PrepareAsync(Pos);
        await Stored.SaveAsync("main", Pos, []);
    }
}
