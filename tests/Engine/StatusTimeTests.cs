using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>How fresh a connection is, is told by its own read, whatever else its org reads.</summary>
public sealed class StatusTimeTests
{
    [Fact]
    public async Task Given_a_second_connection_that_takes_hours_When_the_sync_ends_Then_each_is_as_fresh_as_its_own_read()
    {
        await using var org = await PauseTests.TwoShopsAsync();
        org.Time.Advance(TimeSpan.FromMinutes(30));
        var began = org.Time.GetUtcNow();
        // Streams are read side by side: only the first page of all may take the hours.
        var pages = 0;
        org.Pos.Shops["2"].BeforePage = (_, _) =>
        {
            if (Interlocked.Increment(ref pages) == 1) org.Time.Advance(TimeSpan.FromHours(3));
            return Task.CompletedTask;
        };

        await org.RunAsync();

        var status = await StatusReader.ReadAsync(org.Tenant());
        status.LastSyncAt.ShouldBe(began.AddHours(3));
        foreach (var connection in status.Connections)
        {
            connection.LastRunAt.ShouldBe(began, connection.Id);
            connection.Streams.ShouldAllBe(s => s.LastSuccessAt == began, connection.Id);
        }
    }

    [Fact]
    public async Task Given_a_stream_that_fails_When_the_sync_ends_Then_its_error_is_of_its_own_read()
    {
        await using var org = await PauseTests.TwoShopsAsync();
        org.Time.Advance(TimeSpan.FromMinutes(30));
        var began = org.Time.GetUtcNow();
        org.Shop.Faults[PosStream.Products] = new StreamFault(0, new FixSettingsException("shop", "Look at the settings.", "400"));
        var pages = 0;
        org.Pos.Shops["2"].BeforePage = (_, _) =>
        {
            if (Interlocked.Increment(ref pages) == 1) org.Time.Advance(TimeSpan.FromHours(1));
            return Task.CompletedTask;
        };

        await org.RunAsync();

        var products = (await StatusReader.ReadAsync(org.Tenant())).Connections.Single(c => c.Id == "main").Streams.Single(s => s.Stream == PosStream.Products);
        (products.LastErrorAt, products.LastSuccessAt).ShouldBe((began, began.AddMinutes(-30)));
    }
}
