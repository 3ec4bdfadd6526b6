using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Sync.TestKit;

namespace Sync.Cli.Tests;

/// <summary>What the demo prints at its end is true: the address, the sign-in, and the fake Square that can be connected.</summary>
[Trait("Category", "Slow")]
public sealed partial class DemoSignInTests
{
    private static readonly string[] Serving = ["demo", "--port", "0", "--customers", "60", "--orders", "120", "--products", "40"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Given_a_demo_When_its_sign_in_is_used_and_Square_is_signed_in_at_Then_the_shop_is_up_to_date()
    {
        await using var place = new Workplace().With("SYNC_ALLOW_PRIVATE_HOSTS", "");
        using var demo = place.Start(Serving);
        using var visitor = await SignInAsync(demo);

        await visitor.OpenAsync("/orgs/demo/connect/square");
        await visitor.PressAsync("Sign in at Square");
        await visitor.ClickAsync("Continue to Square"); // a browser goes by itself
        visitor.Page.ShouldContain("A fake POS on this machine");
        await visitor.ClickAsync("Allow");
        visitor.Page.ShouldContain("Square: does this match your till?");
        await visitor.PressAsync("Yes, start the first import");

        await UpToDateAsync(visitor, "square");
    }

    [Fact]
    public async Task Given_a_demo_When_its_demo_data_is_tried_Then_it_is_up_to_date_and_the_password_of_the_demo_before_opens_nothing()
    {
        await using var place = new Workplace().With("SYNC_ALLOW_PRIVATE_HOSTS", "");
        string old;
        using (var before = place.Start(Serving))
        {
            old = Told().Match(await before.SaysAsync("Ctrl+C ends the demo")).Groups["password"].Value;
            before.Kill();
            await before.Ended;
        }

        using var demo = place.Start(Serving);
        using var visitor = await SignInAsync(demo, old);

        await visitor.OpenAsync("/orgs/demo/connect");
        await visitor.PressAsync("Try with demo data");

        await UpToDateAsync(visitor, "demo-square");
    }

    [Fact]
    public async Task Given_a_port_When_the_demo_is_started_with_it_Then_its_site_is_there_and_nowhere_else()
    {
        await using var place = new Workplace().With("SYNC_ALLOW_PRIVATE_HOSTS", "");
        var port = FreePort.Next();
        using var demo = place.Start([.. Serving.Select(a => a == "0" ? port.ToString(CultureInfo.InvariantCulture) : a)]);

        using var visitor = await SignInAsync(demo);

        Told().Match(demo.SaidSoFar).Groups["address"].Value.ShouldBe($"http://127.0.0.1:{port}");
        visitor.Page.ShouldContain("Demo Shop");
    }

    [Fact]
    public async Task Given_a_port_that_is_taken_When_the_demo_is_started_with_it_Then_it_is_refused_before_anything_is_synced()
    {
        await using var place = new Workplace();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var refused = await place.RunAsync([.. Serving.Select(a => a == "0" ? port : a)]);

        refused.Code.ShouldBe(2);
        refused.Err.ShouldContain($"Port {port}");
        refused.Err.ShouldContain("--port");
        refused.Out.ShouldBeEmpty();
    }

    private static async Task<DemoVisitor> SignInAsync(RunningPossync demo, string? wrong = null)
    {
        var told = Told().Match(await demo.SaysAsync("Ctrl+C ends the demo"));
        told.Success.ShouldBeTrue(demo.SaidSoFar);
        var visitor = new DemoVisitor(told.Groups["address"].Value);
        await visitor.OpenAsync("/orgs/demo");
        if (wrong is not null)
        {
            visitor.Expected = HttpStatusCode.Unauthorized;
            await visitor.PressAsync("Sign in", ("email", told.Groups["email"].Value), ("password", wrong));
            visitor.Expected = HttpStatusCode.OK;
            await visitor.OpenAsync("/orgs/demo");
        }

        await visitor.PressAsync("Sign in", ("email", told.Groups["email"].Value), ("password", told.Groups["password"].Value));
        visitor.Page.ShouldContain("Demo Shop");
        return visitor;
    }

    // On the connection's own page, which says of it alone how it stands.
    private static async Task UpToDateAsync(DemoVisitor visitor, string connection)
    {
        for (var until = TimeProvider.System.GetUtcNow() + Patience; ; await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System))
        {
            await visitor.OpenAsync("/orgs/demo/connections/" + connection);
            if (visitor.Page.Contains("Up to date, next run", StringComparison.Ordinal)) return;
            if (TimeProvider.System.GetUtcNow() > until) throw new TimeoutException(visitor.Page);
        }
    }

    [GeneratedRegex(@"The admin site is open: (?<address>\S+)\s+Sign in as (?<email>\S+) with the password (?<password>\S+)")]
    private static partial Regex Told();
}
