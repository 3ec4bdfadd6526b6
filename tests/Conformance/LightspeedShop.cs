using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Lightspeed;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>A fake Lightspeed store, its clock, and connections to it.</summary>
internal sealed class LightspeedShop : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly List<ConformanceReading> readings = [];

    private LightspeedShop(FakeLightspeed fake, FakeTime time) => (Fake, Time) = (fake, time);

    public FakeLightspeed Fake { get; }

    public FakeTime Time { get; }

    public PosTruth Truth => Fake.Truth;

    public int Asked(string path) => Fake.Requests.Count(r => r.Path.EndsWith("/" + path, StringComparison.Ordinal));

    public static async Task<LightspeedShop> OpenAsync(TruthPlan? plan = null, int? pageSize = 50, bool throttles = false)
    {
        var time = new FakeTime(Start);
        var truth = PosTruth.Generate((plan ?? new TruthPlan { Customers = 60, Orders = 120, Products = 40 }) with { Now = Start, Ids = TruthIds.Uuids });
        return new LightspeedShop(await FakeLightspeed.StartAsync(truth, new FakePosOptions { PageSize = pageSize, Time = time, Throttles = throttles }), time);
    }

    /// <summary>A connection, with some settings changed; null takes one away.</summary>
    public ConformanceReading Connect(params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string>(Fake.Settings);
        foreach (var (name, value) in changes)
        {
            if (value is null) settings.Remove(name);
            else settings[name] = value;
        }

        var reading = new ConformanceReading(new Changed(Fake, settings), Time);
        readings.Add(reading);
        return reading;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reading in readings) reading.Dispose();
        await Fake.DisposeAsync();
    }

    private sealed class Changed(FakeLightspeed fake, Dictionary<string, string> settings) : IFakePos
    {
        public string ConnectorId => fake.ConnectorId;

        public IReadOnlyDictionary<string, string> Settings => settings;

        public PosTruth Truth => fake.Truth;

        public FaultPlan Faults => fake.Faults;

        public System.Collections.Concurrent.ConcurrentQueue<SeenRequest> Requests => fake.Requests;

        public int MostInFlight => fake.MostInFlight;

        public void Forbid(string records) => fake.Forbid(records);

        public void ExpireTokens() => fake.ExpireTokens();

        public void RevokeGrant() => fake.RevokeGrant();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
