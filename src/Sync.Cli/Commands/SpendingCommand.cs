using System.CommandLine;
using System.Globalization;
using Sync.Engine.Queries;

namespace Sync.Cli.Commands;

/// <summary><c>spending</c>: what a customer has spent.</summary>
internal static class SpendingCommand
{
    public static Command Create()
    {
        var org = Shared.Org();
        var who = new Argument<string>("EMAIL-or-ID") { Description = "The customer's e-mail address or id." };
        var command = new Command("spending", "Looks up what a customer has spent.") { org, who };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var answer = await services.Spending.FindAsync(Shared.OrgOf(parsed, org), parsed.GetRequiredValue(who), cancellation);
            Console.WriteLine(TextOf(answer));
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static string TextOf(SpendingAnswer answer) => answer switch
    {
        { Spending: { } s } => string.Create(CultureInfo.InvariantCulture,
            $"{s.TotalSpent} in {s.OrderCount} orders, {s.AverageOrderValue} each; first {s.FirstOrder:yyyy-MM-dd}, last {s.LastOrder:yyyy-MM-dd}{(answer.Source == SpendingSource.Live ? " (added up just now)" : "")}"),
        { Source: SpendingSource.OtherCurrency } => "This customer's orders are in another currency than the org's sums: none of them counts.",
        { Source: SpendingSource.NoOrders } => "This customer has no completed order.",
        { Source: SpendingSource.UnknownCustomer } => "Nobody has that address or id.",
        _ => "Not yet known: the first sync has not come so far.",
    };
}
