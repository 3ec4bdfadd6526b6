using System.CommandLine;
using System.Globalization;
using Sync.Cli.Demo;
using Sync.Web.Composition;

namespace Sync.Cli.Commands;

/// <summary><c>demo</c>: a fake shop, three syncs, and what they cost.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var pos = new Option<string>("--pos") { Description = "Which POS the fake shop has.", DefaultValueFactory = _ => DemoTour.Usual };
        pos.AcceptOnlyFromAmong([.. DemoTour.Kinds]);
        var customers = Size("--customers", "Customers", s => s.Customers);
        var orders = Size("--orders", "Orders", s => s.Orders);
        var products = Size("--products", "Products", s => s.Products);
        var port = new Option<int?>("--port") { Description = $"Where the admin site is served; default {DemoSite.UsualPort}, or a free port where that is taken." };
        port.CustomParser = r =>
        {
            if (int.TryParse(r.Tokens is [var given] ? given.Value : "", NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 65535) return number;
            r.AddError("--port is a number from 0 (a free port) to 65535.");
            return null;
        };
        var syncOnly = new Option<bool>("--sync-only") { Description = "End after the summary; serve nothing." };
        var command = new Command("demo", "Starts a fake shop on this machine, syncs it three times, compares the three, and serves the admin site.") { pos, customers, orders, products, port, syncOnly };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(
            services =>
            {
                var (kind, usual) = (parsed.GetValue(pos)!, DemoSize.Usual(parsed.GetValue(pos)!));
                int Given(Option<int> option, int otherwise) => parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : otherwise;
                var size = usual with { Customers = Given(customers, usual.Customers), Orders = Given(orders, usual.Orders), Products = Given(products, usual.Products) };
                var site = new SiteChoice(!parsed.GetValue(syncOnly), parsed.GetValue(port));
                site.Check();
                return RunAsync(services, kind, size, site, cancellation);
            }, cancellation));
        return command;
    }

    private static Option<int> Size(string name, string what, Func<DemoSize, int> of) => Shared.Number(
        name, of(DemoSize.Usual(DemoTour.Usual)), string.Create(CultureInfo.InvariantCulture, $"{what} of the fake shop; {of(DemoSize.Usual("toast")):N0} where the POS is slow (Toast, Lightspeed) unless given."));

    private static Task<int> RunAsync(SyncServices services, string pos, DemoSize size, SiteChoice site, CancellationToken cancellation) =>
        pos == FilesTour.Kind ? new FilesTour(services).RunAsync(size, site, cancellation) : new DemoTour(services, pos).RunAsync(size, site, cancellation);
}
