using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sync.Cli.Output;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Engine.People;
using Sync.Engine.Queries;

namespace Sync.Cli.Commands;

/// <summary><c>people</c>: who is a customer of several connections, and the last word on who is not.</summary>
internal static class PeopleCommand
{
    public static Command Create()
    {
        var org = Shared.Org();
        var apart = Pair("--apart", "Two customers who are not one person, by their ids; the next run parts them.");
        var together = Pair("--together", "Takes --apart back: if they still share an address or a number, the next run links them.");
        var json = Shared.Json();
        var command = new Command("people", "Lists those who are customers of several connections and are shown as one person.") { org, apart, together, json };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var id = Shared.OrgOf(parsed, org);
            var tenant = services.Store.OpenTenant(id);
            await OrgDirectory.GetAsync(tenant, cancellation);
            var decided = false;
            foreach (var (option, sets) in ((Option<string[]>, bool)[])[(apart, true), (together, false)])
            {
                if (parsed.GetValue(option) is not [var one, var other]) continue;
                await PeopleRules.SetAsync(tenant, one, other, sets,
                    AuditLog.Line(services.Time, Actor.Operator, sets ? "people.set-apart" : "people.let-together", $"{one}, {other}"), cancellation);
                decided = true;
            }

            if (decided && parsed.GetValue(json)) JsonOut.Print(w => w.WriteString("next", $"possync run {id}"));
            else if (decided) Console.WriteLine($"Noted. Next: possync run {id}");
            else Print(await PersonSummary.ListAsync(services.Store, id, cancellation), parsed.GetValue(json));
            return ExitCode.Done;
        }, cancellation, parsed.GetValue(json)));
        return command;
    }

    private static Option<string[]> Pair(string name, string description) => new(name)
    {
        Description = description,
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
        HelpName = "CUSTOMER CUSTOMER",
    };

    private static void Print(IReadOnlyList<PersonSummary> people, bool json)
    {
        if (json) JsonOut.Print(w => Write(w, people));
        else if (people.Count == 0) Console.WriteLine("Nobody is a customer of several connections.");
        else foreach (var p in people)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{p.Name ?? p.Id}: {string.Join(" = ", p.CustomerIds)}, by {string.Join(" and ", p.MatchedBy)}; {p.TotalSpent} in {p.OrderCount} orders"));
    }

    private static void Write(Utf8JsonWriter w, IReadOnlyList<PersonSummary> people)
    {
        w.WriteStartArray("people");
        foreach (var p in people)
        {
            w.WriteStartObject();
            w.WriteString("id", p.Id);
            w.WriteString("name", p.Name);
            WriteTexts(w, "customerIds", p.CustomerIds);
            WriteTexts(w, "matchedBy", p.MatchedBy);
            w.WriteNumber("orderCount", p.OrderCount);
            w.WriteNumber("totalSpent", p.TotalSpent);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter w, string name, IEnumerable<string> texts)
    {
        w.WriteStartArray(name);
        foreach (var text in texts) w.WriteStringValue(text);
        w.WriteEndArray();
    }
}
