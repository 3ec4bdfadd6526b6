using System.CommandLine;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Connect;

namespace Sync.Cli.Commands;

/// <summary><c>member</c>: who may sign in to an org's pages, and as what.</summary>
internal static class MemberCommand
{
    public static Command Create() => new("member", "Invites, lists, changes and removes the people of an org.") { Invite(), List(), Change(), Remove() };

    private static Command Invite()
    {
        var (org, email, role) = (Shared.Org(), Email(), RoleOption());
        var site = new Option<string?>("--site") { Description = $"Where the site is, such as https://sync.example.com; default {PublicAddress.Variable}." };
        var command = new Command("invite", "Prints a link by which somebody joins, once, within seven days.") { org, email, role, site };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = await OpenAsync(services, parsed, org, cancellation);
            var address = PublicAddress.Parse(parsed.GetValue(site), "--site") ?? services.Settings.PublicUrl;
            var token = await new InvitationDirectory(tenant, services.Accounts, services.Time).InviteAsync(parsed.GetRequiredValue(email), parsed.GetRequiredValue(role), Actor.Operator, cancellation);
            Console.WriteLine($"Whoever opens this link joins {tenant.Org} as {Roles.NameOf(parsed.GetRequiredValue(role))}. It is shown this once:");
            Console.WriteLine(ConnectLinks.Invitation(address ?? PublicAddress.Default, token));
            if (address is null)
                Console.WriteLine($"Where the site is, is a guess: {PublicAddress.Default} is where 'possync serve' listens unless told otherwise. If it is elsewhere, put its address before /invitations in the link; next time give --site URL, or set {PublicAddress.Variable}.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command List()
    {
        var org = Shared.Org();
        var command = new Command("list", "Lists the members and the open invitations.") { org };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = await OpenAsync(services, parsed, org, cancellation);
            foreach (var member in await MemberDirectory.ListAsync(tenant, cancellation)) Console.WriteLine($"{member.Email}\t{Roles.NameOf(member.Role)}\t{member.Name}");
            foreach (var open in await InvitationDirectory.ListAsync(tenant, services.Time.GetUtcNow(), cancellation)) Console.WriteLine($"{open.Email}\t{Roles.NameOf(open.Role)}\tinvited, until {open.Ends:yyyy-MM-dd}");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Change()
    {
        var (org, email, role) = (Shared.Org(), Email(), RoleOption());
        var command = new Command("role", "Gives a member another role.") { org, email, role };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = await OpenAsync(services, parsed, org, cancellation);
            var member = await FindAsync(tenant, parsed.GetRequiredValue(email), cancellation);
            await new MemberDirectory(tenant, services.Accounts, services.Time).ChangeAsync(member.Account, parsed.GetRequiredValue(role), Actor.Operator, cancellation);
            Console.WriteLine($"{member.Email} is {Roles.NameOf(parsed.GetRequiredValue(role))} of {tenant.Org} from now on.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Remove()
    {
        var (org, email) = (Shared.Org(), Email());
        var command = new Command("remove", "Takes a member's place away; the account stays.") { org, email };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var tenant = await OpenAsync(services, parsed, org, cancellation);
            var member = await FindAsync(tenant, parsed.GetRequiredValue(email), cancellation);
            await new MemberDirectory(tenant, services.Accounts, services.Time).RemoveAsync(member.Account, Actor.Operator, cancellation);
            Console.WriteLine($"{member.Email} is a member of {tenant.Org} no more.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static async Task<OrgMember> FindAsync(ITenantStore tenant, string email, CancellationToken cancellation) =>
        (await MemberDirectory.ListAsync(tenant, cancellation)).FirstOrDefault(m => m.Email == Model.Email.Normalise(email))
        ?? throw new OrgException($"{email} is no member of {tenant.Org}. 'possync member list {tenant.Org}' shows who is.");

    private static async Task<ITenantStore> OpenAsync(SyncServices services, ParseResult parsed, Argument<string> org, CancellationToken cancellation)
    {
        var tenant = services.Store.OpenTenant(Shared.OrgOf(parsed, org));
        await OrgDirectory.GetAsync(tenant, cancellation);
        return tenant;
    }

    private static Argument<string> Email() => new("EMAIL") { Description = "The person's e-mail address." };

    private static Option<Role> RoleOption() => new("--role")
    {
        Description = "viewer, manager, admin or owner.",
        Required = true,
        CustomParser = result =>
        {
            if (Roles.TryParse(result.Tokens.Count > 0 ? result.Tokens[0].Value : "", out var role)) return role;
            result.AddError("--role is viewer, manager, admin or owner.");
            return default;
        },
    };
}
