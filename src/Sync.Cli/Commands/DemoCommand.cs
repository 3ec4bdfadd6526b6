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
        var command = new Command("demo", "Starts a fake shop on this machine, syncs it three times, and compares the three.") { pos, customers, orders, products };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(
            services =>
            {
                var (kind, usual) = (parsed.GetValue(pos)!, DemoSize.Usual(parsed.GetValue(pos)!));
                int Given(Option<int> option, int otherwise) => parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : otherwise;
                var size = usual with { Customers = Given(customers, usual.Customers), Orders = Given(orders, usual.Orders), Products = Given(products, usual.Products) };
                return RunAsync(services, kind, size, cancellation);
            }, cancellation));
        return command;
    }

    private static Option<int> Size(string name, string what, Func<DemoSize, int> of) => Shared.Number(
        name, of(DemoSize.Usual(DemoTour.Usual)), string.Create(CultureInfo.InvariantCulture, $"{what} of the fake shop; {of(DemoSize.Usual("toast")):N0} where the POS is slow (Toast, Lightspeed) unless given."));

    private static Task<int> RunAsync(SyncServices services, string pos, DemoSize size, CancellationToken cancellation) =>
        pos == FilesTour.Kind ? new FilesTour(services).RunAsync(size, cancellation) : new DemoTour(services, pos).RunAsync(size, cancellation);
}
