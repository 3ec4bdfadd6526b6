using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Connect;
using Sync.Web.Hosting;

namespace Sync.Cli.Demo;

/// <summary>The admin site over the demo's data, with a fake Square beside it to connect to, until somebody ends it.</summary>
internal sealed class DemoSite(SyncServices services, OrgId org)
{
    public const int UsualPort = 5080;
    private const string Email = "owner@demo.example";

    /// <summary>Serves it.</summary>
    /// <param name="port">Where; null for the usual port, or a free one where that is taken.</param>
    /// <param name="shop">Where the demo's own shop is open; null where it is none that is asked.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(int? port, string? shop, CancellationToken cancellation)
    {
        await using var square = await OpenSquareAsync(cancellation);
        await using var parts = services.With(square.Settings(services.Settings, shop));
        parts.DemoConnections = [square.Offer()];
        await using var app = await StartAsync(parts, port, cancellation);
        square.MayReturnTo(ConnectLinks.Callback(parts.PublicUrl, DemoSquare.Connector));
        var password = await SignInAsync(parts, cancellation);
        Console.WriteLine();
        Console.WriteLine($"The admin site is open: {app.Urls.First()}");
        Console.WriteLine($"  Sign in as {Email} with the password {password}");
        Console.WriteLine("  On its page Connect, Square leads to a fake Square on this machine. Ctrl+C ends the demo.");
        await app.WaitForShutdownAsync(cancellation);
    }

    // A connection that somebody has made to the fake Square names its port: the next demo opens it there again.
    private async Task<DemoSquare> OpenSquareAsync(CancellationToken cancellation)
    {
        var tenant = services.Store.OpenTenant(org);
        var state = (await DemoState.LoadAsync(tenant, cancellation))!; // the tour before has made it
        var square = await DemoSquare.OpenAsync(state.Founded, state.SquarePort);
        if (state.SquarePort is null) await (state with { SquarePort = square.Port }).SaveAsync(tenant, cancellation);
        else if (state.SquarePort != square.Port)
            Console.WriteLine($"Port {state.SquarePort}, where the fake Square was open before, is taken: a connection to it goes on once the demo is started while that port is free.");
        return square;
    }

    private static async Task<WebApplication> StartAsync(SyncServices parts, int? port, CancellationToken cancellation)
    {
        try
        {
            return await StartAtAsync(parts, port ?? UsualPort, cancellation);
        }
        catch (IOException e) when (port is null && e.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return await StartAtAsync(parts, 0, cancellation);
        }
    }

    private static async Task<WebApplication> StartAtAsync(SyncServices parts, int port, CancellationToken cancellation)
    {
        var app = SyncHost.Build(parts, new SyncHostOptions { Urls = $"http://127.0.0.1:{port}", Schedule = true, CarriesOutWebhooks = true, ShutdownTimeout = StopLimit.Syncs });
        try
        {
            await app.StartAsync(cancellation);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    // A new password each time: what a demo printed long ago on some terminal opens nothing.
    private async Task<string> SignInAsync(SyncServices parts, CancellationToken cancellation)
    {
        var password = Passwords.Generate();
        var account = await parts.Accounts.FindByEmailAsync(Email, cancellation) ?? await parts.Accounts.CreateAsync(Email, "Demo Owner", null, cancellation);
        await parts.Accounts.SetPasswordAsync(account.Id, Passwords.Hash(password), Actor.Operator, cancellation);
        var tenant = parts.Store.OpenTenant(org);
        if (await MemberDirectory.FindAsync(tenant, account.Id, cancellation) is null)
            await new MemberDirectory(tenant, parts.Accounts, parts.Time).AddAsync(account, Role.Owner, Actor.Operator, cancellation);
        return password;
    }
}
