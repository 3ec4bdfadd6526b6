using System.CommandLine;
using Sync.Cli.Demo;

namespace Sync.Cli.Commands;

/// <summary><c>demo</c>: a fake shop, three syncs, and what they cost.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var pos = new Option<string>("--pos") { Description = "Which POS the fake shop has.", DefaultValueFactory = _ => DemoTour.Usual };
        pos.AcceptOnlyFromAmong([.. DemoTour.Kinds]);
        var customers = Shared.Number("--customers", 10_000, "Customers of the fake shop.");
        var orders = Shared.Number("--orders", 20_000, "Orders of the fake shop.");
        var products = Shared.Number("--products", 3_000, "Products of the fake shop.");
        var command = new Command("demo", "Starts a fake shop on this machine, syncs it three times, and compares the three.") { pos, customers, orders, products };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(
            services => new DemoTour(services, parsed.GetValue(pos)!).RunAsync(
                new DemoSize(parsed.GetValue(customers), parsed.GetValue(orders), parsed.GetValue(products)), cancellation), cancellation));
        return command;
    }
}
