using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;

namespace Sync.Web.Site.SignIn;

/// <summary>Signing in and out, one's own account, and choosing among one's orgs.</summary>
internal sealed class SignInRoutes(IDocumentStore store, AccountDirectory accounts, PasswordSignIn passwords, bool google)
{
    public static void Map(IEndpointRouteBuilder routes, SignInRoutes my)
    {
        routes.MapGet("/", (RequestDelegate)my.HomeAsync).ForSignedIn();
        routes.MapGet("/orgs", (RequestDelegate)my.OrgsAsync).ForSignedIn();
        routes.MapGet("/sign-in", (RequestDelegate)my.ShowAsync).OpenToAll("whoever is not signed in yet has to");
        routes.MapPost("/sign-in", (RequestDelegate)my.SignInAsync).OpenToAll("whoever is not signed in yet has to").RequireRateLimiting(RateLimits.SignIn);
        routes.MapPost("/sign-out", (RequestDelegate)my.SignOutAsync).OpenToAll("ends the caller's own session");
        routes.MapGet("/account", (RequestDelegate)AccountAsync).ForSignedIn();
        routes.MapPost("/account/password", (RequestDelegate)my.ChangePasswordAsync).ForSignedIn().RequireRateLimiting(RateLimits.SignIn);
    }

    private async Task HomeAsync(HttpContext context)
    {
        var orgs = await OrgsOfAsync(context);
        await SitePage.SeeOther(context, orgs.Count == 1 ? "/orgs/" + orgs[0].Id : "/orgs");
    }

    private async Task OrgsAsync(HttpContext context) =>
        await SitePage.WriteAsync<OrgsPage>(context, new OrgsModel(SiteContext.Of(context, "Your shops") with { Notice = Notices.Take(context) }, await OrgsOfAsync(context)));

    private Task ShowAsync(HttpContext context) => SitePage.WriteAsync<SignInPage>(context, SignInModel.Of(context, LocalAddress.Of(context.Request.Query["next"]), google) with
    {
        Unsent = context.Request.Query.ContainsKey(SignInModel.UnsentField),
    });

    private async Task SignInAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form) return;
        var (email, next) = (form["email"].ToString(), LocalAddress.Of(form["next"]));
        if (await passwords.FindAsync(context, email, form["password"].ToString()) is { } account)
        {
            await Sessions.BeginAsync(context, account);
            await SitePage.SeeOther(context, next);
            return;
        }

        var model = SignInModel.Of(context, next, google) with
        {
            Email = email,
            Unsent = form.ContainsKey(SignInModel.UnsentField),
            Wrong = $"Address and password do not fit. After ten wrong tries an address is closed to your network for {SignInTries.Lock.TotalMinutes:0} minutes.",
        };
        await SitePage.WriteAsync<SignInPage>(context, model, StatusCodes.Status401Unauthorized);
    }

    private async Task SignOutAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is null) return;
        await new Sessions(accounts).EndAsync(context);
        await SitePage.SeeOther(context, "/sign-in");
    }

    private static Task AccountAsync(HttpContext context) =>
        SitePage.WriteAsync<AccountPage>(context, new AccountModel(SiteContext.Of(context, "Your account")));

    private async Task ChangePasswordAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form) return;
        var (account, password) = (context.Caller()!.Account!, form["password"].ToString());
        var current = form["current"].ToString();
        var wrong = Passwords.WhyNot(password, account.Email)
            ?? (await passwords.FindAsync(context, account.Email, current) is null ? "The password of today is not right."
            : password == current ? "This is the password of today. Choose another one." : null);
        if (wrong is not null)
        {
            await SitePage.WriteAsync<AccountPage>(context, new AccountModel(SiteContext.Of(context, "Your account")) { Wrong = wrong }, StatusCodes.Status400BadRequest);
            return;
        }

        await Sessions.BeginAsync(context, await accounts.SetPasswordAsync(account.Id, Passwords.Hash(password), context.Caller()!.Actor, context.RequestAborted));
        Notices.Leave(context, "The password is changed.");
        await SitePage.SeeOther(context, "/");
    }

    private async Task<List<(string Id, string Name, string Role)>> OrgsOfAsync(HttpContext context)
    {
        List<(string, string, string)> all = [];
        var account = context.Caller()!.Account!;
        foreach (var id in account.Orgs)
        {
            var tenant = store.OpenTenant(OrgId.Parse(id));
            if (await MemberDirectory.FindAsync(tenant, account.Id, context.RequestAborted) is not { } member) continue;
            all.Add((id, (await OrgDirectory.GetAsync(tenant, context.RequestAborted)).Name, Roles.NameOf(member.Role)));
        }

        return all;
    }
}
