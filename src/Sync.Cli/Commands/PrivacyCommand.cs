using System.CommandLine;
using System.Globalization;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Engine.Privacy;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Cli.Commands;

/// <summary><c>privacy</c>: what people, or their POS for them, asked concerning their data.</summary>
internal static class PrivacyCommand
{
    public static Command Create() => new("privacy", "Exports or erases one person's data, in every collection.")
    {
        List(), Export(), Erase(), Allow(),
    };

    private static Command List()
    {
        var org = Shared.Org();
        var command = new Command("list", "Lists the requests and how they stand.") { org };
        command.SetAction((parsed, cancellation) => InOrgAsync(Shared.OrgOf(parsed, org), async (_, tenant) =>
        {
            var requests = await PrivacyRequests.ListAsync(tenant, cancellation);
            if (requests.Count == 0) Console.WriteLine("Nobody has asked for anything.");
            foreach (var r in requests) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{r.Id,-40} {NameOf(r.Kind),-14} {r.State}{(r.DoneAt is { } at ? $" {at:yyyy-MM-dd HH:mm}Z" : "")}{(r.Error is { } error ? $": {error}" : "")}"));
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Export()
    {
        var org = Shared.Org();
        var who = new Argument<string>("WHO") { Description = "An e-mail address, a customer's id, or a request's id of 'privacy list'." };
        var file = new Option<string>("--out") { Description = "The file to write; it must not be there yet.", Required = true };
        var command = new Command("export", "Writes all that is stored of one person into a JSON file.") { org, who, file };
        command.SetAction((parsed, cancellation) => InOrgAsync(Shared.OrgOf(parsed, org), async (services, tenant) =>
        {
            var (requests, asked) = (new PrivacyRequests(services.Connections, services.Time), parsed.GetRequiredValue(who));
            var json = await requests.ExportAsync(tenant, asked, Actor.Operator, cancellation);
            if (json is null && (await PrivacyRequests.ListAsync(tenant, cancellation)).FirstOrDefault(r => r.Id == asked) is { } request) throw WithoutExport(request, tenant);
            json ??= await requests.ReadAsync(tenant, asked, Actor.Operator, cancellation);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var stream = new FileStream(parsed.GetRequiredValue(file), options);
            await using var writer = new StreamWriter(stream);
            await writer.WriteAsync(json);
            Console.WriteLine($"Written to {parsed.GetRequiredValue(file)}.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static OrgException WithoutExport(PrivacyState request, ITenantStore tenant) => new(request switch
    {
        { Kind: not PrivacyKind.Export } => $"'{request.Id}' asks for an erasure: there is no export of it.",
        { DoneAt: not null } => $"The export of '{request.Id}' is not there any more: it is kept for thirty days, and goes with the person. Ask by the person's address or id.",
        { Error: { } error } => $"'{request.Id}' could not be carried out: {error}",
        _ => $"'{request.Id}' waits for the next run, which makes the export: possync run {tenant.Org}",
    });

    private static Command Erase()
    {
        var org = Shared.Org();
        var who = new Argument<string>("WHO") { Description = "An e-mail address or a customer's id." };
        var command = new Command("erase", "Forgets one person: the next run removes them everywhere, and they do not come back. Their sales stay, without a buyer.") { org, who };
        command.SetAction((parsed, cancellation) => InOrgAsync(Shared.OrgOf(parsed, org), async (services, tenant) =>
        {
            var id = await new PrivacyRequests(services.Connections, services.Time).AskAsync(tenant, PrivacyKind.Erase, parsed.GetRequiredValue(who), cancellation, Actor.Operator);
            Console.WriteLine($"Noted as {id}. Next: possync run {tenant.Org}");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Allow()
    {
        var org = Shared.Org();
        var who = new Argument<string>("WHO") { Description = "The e-mail address or the customer's id that was erased." };
        var command = new Command("allow", "Lets a person who was erased be stored again, from the next run on that reads them.") { org, who };
        command.SetAction((parsed, cancellation) => InOrgAsync(Shared.OrgOf(parsed, org), async (services, tenant) =>
        {
            if (!await new PrivacyRequests(services.Connections, services.Time).AllowAsync(tenant, parsed.GetRequiredValue(who), Actor.Operator, cancellation))
                throw new OrgException($"Nobody known as '{parsed.GetRequiredValue(who)}' was erased in {tenant.Org}. Nothing was changed.");
            Console.WriteLine($"Noted. Next: possync run {tenant.Org} --full");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Task<int> InOrgAsync(Model.OrgId org, Func<SyncServices, ITenantStore, Task<int>> work, CancellationToken cancellation) =>
        Guard.WithServicesAsync(async services =>
        {
            var tenant = services.Store.OpenTenant(org);
            await OrgDirectory.GetAsync(tenant, cancellation);
            return await work(services, tenant);
        }, cancellation);

    private static string NameOf(PrivacyKind kind) => kind switch
    {
        PrivacyKind.Export => "export",
        PrivacyKind.Erase => "erase",
        _ => "erase account",
    };
}
