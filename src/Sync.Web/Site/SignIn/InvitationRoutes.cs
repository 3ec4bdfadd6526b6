using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;

namespace Sync.Web.Site.SignIn;

/// <summary>
/// Accepting an invitation: whoever holds the link may, and a new account begins with a password. That its address is theirs is not
/// shown by that, since whoever invites sees the link too.
/// </summary>
internal sealed class InvitationRoutes(IDocumentStore store, AccountDirectory accounts, PasswordSignIn passwords, TimeProvider time, bool google)
{
    private const string Pattern = "/invitations/{token}";

    public static void Map(IEndpointRouteBuilder routes, InvitationRoutes my)
    {
        routes.MapGet(Pattern, (RequestDelegate)my.ShowAsync).OpenToAll("the token of 256 bits says who may");
        routes.MapPost(Pattern, (RequestDelegate)my.AcceptAsync).OpenToAll("the token of 256 bits says who may").RequireRateLimiting(RateLimits.SignIn);
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } model) await SitePage.WriteAsync<InvitationPage>(context, model);
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form || await FindAsync(context) is not { } found) return;
        var model = found with { Name = form["name"].ToString() };
        if (!model.HasAccount && !OneLine.IsName(form["name"].ToString()))
        {
            await SitePage.WriteAsync<InvitationPage>(context, model with { WrongName = $"The name {OneLine.Fault}. No account was made." }, StatusCodes.Status400BadRequest);
            return;
        }

        var password = form["password"].ToString();
        var (account, wrong) = model.SignedIn is { } here ? (here, "")
            : model.HasAccount ? (await passwords.FindAsync(context, model.Invitation.Email, password), "This is not the password of your account.")
            : await MakeAccountAsync(context, model, form["name"], password);
        if (account is null)
        {
            await SitePage.WriteAsync<InvitationPage>(context, model with { Wrong = wrong }, StatusCodes.Status400BadRequest);
            return;
        }

        _ = InvitationDirectory.TryOrgOf(model.Token, out var org);
        await new InvitationDirectory(store.OpenTenant(org), accounts, time).AcceptAsync(model.Token, account, context.RequestAborted);
        await Sessions.BeginAsync(context, (await accounts.FindAsync(account.Id, context.RequestAborted))!);
        await SitePage.SeeOther(context, "/orgs/" + org);
    }

    private async Task<(Account? Account, string Wrong)> MakeAccountAsync(HttpContext context, InvitationModel model, string? name, string password)
    {
        if (Passwords.WhyNot(password, model.Invitation.Email, model.OrgName) is { } why) return (null, why);
        try
        {
            return (await accounts.CreateAsync(model.Invitation.Email, name, Passwords.Hash(password), context.RequestAborted), "");
        }
        catch (OrgException e)
        {
            return (null, e.Message);
        }
    }

    private async Task<InvitationModel?> FindAsync(HttpContext context)
    {
        var token = (string)context.Request.RouteValues["token"]!;
        if (InvitationDirectory.TryOrgOf(token, out var org) && store.OpenTenant(org) is var tenant
            && await InvitationDirectory.FindAsync(tenant, token, time.GetUtcNow(), context.RequestAborted) is { } invitation)
        {
            var name = (await OrgDirectory.GetAsync(tenant, context.RequestAborted)).Name;
            // Whether the address has an account is told to whoever holds the link, and to nobody else: that is who was invited, who
            // must know which password is asked for, and who invited them, who could find it out by accepting. The link is good once.
            var known = await accounts.FindByEmailAsync(invitation.Email, context.RequestAborted);
            var here = (await new Sessions(accounts).FindAsync(context))?.Account;
            return new InvitationModel(SiteContext.Of(context, "Join " + name), token, invitation, name, known is not null)
            {
                SignedIn = here is { Proved: true } && here.Id == known?.Id ? here : null,
                Google = google ? "/sign-in/google?next=" + Uri.EscapeDataString("/invitations/" + token) : null,
            };
        }

        await ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "This invitation is good no more",
            $"Invitations are good once, for {InvitationDirectory.Life.TotalDays:0} days. If you have joined already, just sign in. Else ask an owner or admin of your shop for another one: they make it under Settings, Members. If your shop has no owner yet, whoever runs Sync makes one with 'possync member invite ORG EMAIL --role owner'.");
        return null;
    }
}
