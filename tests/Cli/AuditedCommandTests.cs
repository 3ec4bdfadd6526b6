using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;

namespace Sync.Cli.Tests;

/// <summary>Every command that changes a tenant or gives its data out says so in the audit log; a new command has to say which it is.</summary>
public sealed class AuditedCommandTests
{
    private const string Ann = "ann@shop.example";
    private static readonly OrgId Org = OrgId.Parse(Workplace.Org);

    /// <summary>What the latest line says after each command.</summary>
    private static readonly Dictionary<string, string> Audited = new()
    {
        ["org add"] = "org.added",
        ["org set"] = "settings.changed",
        ["org forget-secrets"] = "secrets.forgotten",
        ["connect"] = "connection.saved",
        ["check"] = "connection.checked",
        ["run"] = "run.started",
        ["import"] = "import.started",
        ["people"] = "people.set-apart",
        ["privacy export"] = "data.exported",
        ["privacy erase"] = "person.erasure-asked",
        ["privacy allow"] = "person.allowed",
        ["member invite"] = "member.invited",
        ["member role"] = "member.changed",
        ["member remove"] = "member.removed",
        ["account password"] = "password.changed",
        ["account reset"] = "password.reset-made",
        ["key add"] = "key.created",
        ["key revoke"] = "key.revoked",
        ["keys rotate"] = "keys.rotated",
        ["keys rotate-data"] = "keys.rotated",
        ["export"] = "data.exported",
    };

    /// <summary>Commands that leave no line, and why that is right.</summary>
    private static readonly Dictionary<string, string> Without = new()
    {
        ["demo"] = "its org is the command's own, on made-up data",
        ["org list"] = "reads",
        ["connectors"] = "reads what the program is made of",
        ["definition"] = "reads settings that are no secret and of nobody",
        ["status"] = "reads",
        ["webhooks"] = "reads addresses",
        ["segments"] = "counts",
        ["spending"] = "shows on the terminal what pages show, and writes no file",
        ["privacy list"] = "reads requests, which name nobody once they are done",
        ["member list"] = "reads",
        ["key list"] = "reads",
        ["audit"] = "reads",
        ["digest"] = "hashes",
        ["serve"] = "what its routes do, they say themselves",
    };

    [Fact]
    public async Task Given_the_list_of_commands_When_it_is_looked_over_Then_each_leaves_a_line_or_has_a_reason_for_none()
    {
        await using var place = new Workplace();

        var all = await LeavesAsync(place, []);

        all.Order().ShouldBe(Audited.Keys.Concat(Without.Keys).Order());
    }

    [Fact]
    public async Task Given_each_command_that_changes_or_gives_out_When_it_is_done_Then_the_audit_log_says_so()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        HashSet<string> done = [];

        async Task StepAsync(string command, params string[] arguments)
        {
            var words = command.Split(' ');
            if (command == "account password") await place.TypeAsync("a few unrelated words\n", [.. words, .. arguments]);
            else await place.DoAsync([.. words, .. arguments]);
            var line = (await LinesAsync(place))[0];
            (line.Action, line.Actor).ShouldBe((Audited[command], Actor.Operator), command);
            done.Add(command);
        }

        await StepAsync("org add", Workplace.Org);
        (await LinesAsync(place))[0].Actor.Name.ShouldBe($"possync ({Environment.UserName})");
        await StepAsync("org set", Workplace.Org, "vipSpent=500");
        (await LinesAsync(place))[0].Detail.ShouldBe("segments.vipSpent: 1000 → 500");
        await StepAsync("connect", [Workplace.Org, "alleaves", .. place.Form()]);
        await StepAsync("check", Workplace.Org);
        (await LinesAsync(place))[0].ShouldSatisfyAllConditions(l => l.Subject.ShouldBe("alleaves"), l => l.Detail.ShouldBe("fine"));
        await StepAsync("run", Workplace.Org, "--dry-run");
        (await LinesAsync(place))[0].Detail.ShouldBe("dry run");
        await StepAsync("run", Workplace.Org, "--full");
        (await LinesAsync(place))[0].Detail.ShouldBe("full");
        await StepAsync("export", Workplace.Org, "--out", place.PathOf("out"));
        var (one, address) = CustomerIn(place.PathOf("out/customers.ndjson"));
        await StepAsync("import", Workplace.Org, place.Write("news.csv", $"customer_id,email\nn-1,{address}\nn-2,other@example.com\n"), "--as", "customers");
        await StepAsync("people", Workplace.Org, "--apart", one, "files:n-1");
        await StepAsync("privacy export", Workplace.Org, address, "--out", place.PathOf("person.json"));
        await StepAsync("privacy erase", Workplace.Org, address);
        await place.DoAsync("run", "--all");
        (await LinesAsync(place))[0].ShouldSatisfyAllConditions(l => l.Action.ShouldBe("person.erased"), l => l.Actor.ShouldBe(Actor.Service));
        (await LinesAsync(place)).ShouldAllBe(l => !l.Subject.Contains(address) && !l.Detail.Contains(address));
        await StepAsync("privacy allow", Workplace.Org, address);
        await StepAsync("member invite", Workplace.Org, "ben@shop.example", "--role", "viewer");
        await JoinAsync(place);
        await StepAsync("account password", Ann);
        await StepAsync("account reset", Ann);
        await StepAsync("member role", Workplace.Org, Ann, "--role", "manager");
        await StepAsync("member remove", Workplace.Org, Ann);
        await StepAsync("key add", Workplace.Org, "till", "--scope", "data:read");
        await StepAsync("key revoke", Workplace.Org, (await place.DoAsync("key", "list", Workplace.Org)).Out.Split('\t')[0]);
        await StepAsync("keys rotate");
        await StepAsync("keys rotate-data", Workplace.Org);
        await StepAsync("org forget-secrets", Workplace.Org);

        done.Order().ShouldBe(Audited.Keys.Order());
    }

    [Fact]
    public async Task Given_what_is_refused_or_only_tried_When_it_is_done_Then_the_audit_log_does_not_say_that_it_was()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        var file = place.Write("news.csv", "customer_id,email\nn-1,ann@example.com\n");

        await place.DoAsync("import", Workplace.Org, file, "--as", "customers", "--dry-run");
        await place.RunAsync("org", "set", Workplace.Org, "currency=BITS");
        await place.RunAsync("export", "nobody", "--out", place.PathOf("out"));
        await place.RunAsync("privacy", "export", Workplace.Org, "nobody@example.com", "--out", place.PathOf("x.json"));
        await place.RunAsync(["connect", Workplace.Org, "alleaves", "--set", "password=" + Workplace.WrongPassword]);
        await place.DoAsync("run", "--all");
        await place.DoAsync("run", Workplace.Org);

        (await LinesAsync(place)).ShouldBeEmpty();
        await using var services = await place.OpenAsync();
        (await AuditLog.ListAsync(services.Store.OpenTenant(OrgId.Parse("nobody")), null, 9)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_what_is_only_tried_at_the_POS_When_it_is_done_Then_the_audit_log_says_the_same_as_of_the_site()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();

        await place.DoAsync("run", Workplace.Org, "--dry-run");
        await place.DoAsync("run", "--all", "--dry-run", "--full");
        await SavePasswordAsync(place, Workplace.WrongPassword);
        (await place.RunAsync("check", Workplace.Org)).Code.ShouldBe(3);

        (await LinesAsync(place)).Reverse().Select(l => (l.Action, l.Subject, l.Detail)).ShouldBe(
        [
            ("run.started", "all connections", "dry run"),
            ("run.started", "all connections", "dry run, full"),
            ("connection.checked", "alleaves", "refused"),
        ]);
    }

    private static async Task<IReadOnlyList<AuditEntry>> LinesAsync(Workplace place)
    {
        await using var services = await place.OpenAsync();
        return await AuditLog.ListAsync(services.Store.OpenTenant(Org), null, 50);
    }

    private static async Task SavePasswordAsync(Workplace place, string password)
    {
        await using var services = await place.OpenAsync();
        var settings = ConnectionSettings.From(services.Connectors.Find("alleaves").Descriptor, new Dictionary<string, string>(place.Pos.Settings()) { ["password"] = password });
        await services.Connections.SaveAsync(services.Store.OpenTenant(Org), "alleaves", "alleaves", settings, []);
    }

    private static async Task JoinAsync(Workplace place)
    {
        await using var services = await place.OpenAsync();
        var account = await services.Accounts.CreateAsync(Ann, null, null);
        var tenant = services.Store.OpenTenant(Org);
        foreach (var (member, role) in ((Account, Role)[])[(await services.Accounts.CreateAsync("owner@shop.example", null, null), Role.Owner), (account, Role.Viewer)])
            await new MemberDirectory(tenant, services.Accounts, services.Time).AddAsync(member, role, Actor.Operator);
    }

    private static (string Id, string Email) CustomerIn(string file)
    {
        var customer = File.ReadLines(file).Select(l => JsonDocument.Parse(l).RootElement).First(c => c.GetProperty("email").GetString()!.Contains('@'));
        return (customer.GetProperty("id").GetString()!, customer.GetProperty("email").GetString()!);
    }

    // As the help lists them, so that no command can hide.
    private static async Task<List<string>> LeavesAsync(Workplace place, string[] group)
    {
        var help = (await place.DoAsync([.. group, "--help"])).Lines;
        var names = help.SkipWhile(l => l != "Commands:").Skip(1).Where(l => l.StartsWith("  ", StringComparison.Ordinal) && l[2] != ' ').Select(l => l.Trim().Split(' ')[0]).ToList();
        if (names.Count == 0) return [string.Join(' ', group)];
        return [.. (await Task.WhenAll(names.Select(name => LeavesAsync(place, [.. group, name])))).SelectMany(l => l)];
    }
}
