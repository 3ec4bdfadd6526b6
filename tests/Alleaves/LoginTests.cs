using Sync.ConnectorKit;
using Sync.Simulator;

namespace Sync.Alleaves.Tests;

public sealed class LoginTests
{
    [Fact]
    public async Task Given_tokens_that_are_revoked_in_mid_run_When_orders_are_read_Then_one_new_login_carries_on()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        await reading.ReadAsync(PosStream.Customers);
        pos.RevokeTokens();

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Orders.Count.ShouldBe(450);
        pos.Count("/api/auth").ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_token_that_runs_out_When_more_is_read_Then_it_was_renewed_before_its_end()
    {
        var time = Shops.Still();
        await using var pos = await Shops.OpenAsync(new FakeAlleavesOptions { Time = time });
        using var reading = Reading.Of(pos, time);
        await reading.ReadAsync(PosStream.Customers);
        time.Advance(TimeSpan.FromMinutes(13.6));

        await reading.ReadAsync(PosStream.Customers);

        pos.Count("/api/auth").ShouldBe(2);
        pos.Requests.ShouldNotContain(r => r.Status == 401);
    }

    [Fact]
    public async Task Given_a_server_that_refuses_every_token_When_orders_are_read_Then_the_owner_must_sign_in()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        pos.Faults.Status("/api/orders", 401);

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeOfType<ReauthoriseException>();
        pos.Count("/api/orders").ShouldBe(2);
        pos.Count("/api/auth").ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_wrong_password_When_all_streams_are_read_Then_it_is_tried_once_only_and_never_shown()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried(), change: s => s["password"] = "hunter2-secret");

        var reads = await Task.WhenAll(
            reading.ReadAsync(PosStream.Customers), reading.ReadAsync(PosStream.Orders), reading.ReadAsync(PosStream.Products));

        pos.Count("/api/auth").ShouldBe(1);
        foreach (var read in reads)
        {
            read.Error.ShouldBeOfType<ReauthoriseException>().OwnerMessage.ShouldContain("user name or the password");
            read.Error.ToString().ShouldNotContain("hunter2-secret");
        }
    }
}
