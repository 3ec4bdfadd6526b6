using System.Net;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site.Settings;

/// <summary>The org's settings, as an admin changes them.</summary>
public sealed class SettingsTests
{
    private const string Page = "/orgs/a/settings";

    [Fact]
    public async Task GivenSettings_WhenTheyAreChanged_ThenTheyAreStored_OthersFieldsStay_AndTheLogHasOldAndNew()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        await tenant.CommitAsync([DocumentWrite.Merge(DocumentPath.Tenant, DocumentBody.Build(w => w.Text("theme", "dark")))]);
        (await admin.TextAsync(Page)).ShouldContain("Off holds at once: apps can read it for owners, admins and managers only"); // as firestore.rules have it
        var fields = await admin.FieldsAsync(Page);
        (fields["name"], fields["deleteLimitShare"], fields["segments.vipSpent"]).ShouldBe(("Shop a", "20", "1000"));
        (fields["timeZone"], fields["callingCode"], fields["deleteLimitShare"], fields["segments.vipSpent"], fields["publicMenu"]) = ("Europe/London", "+44", "12.5", "1500.50", "yes");

        using var saved = await admin.SubmitAsync(Page, Page, fields);
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await saved.BodyAsync());
        (await admin.FollowAsync(saved)).ShouldContain("The settings are saved.");

        var settings = await OrgDirectory.GetAsync(tenant);
        (settings.TimeZone, settings.CallingCode, settings.DeleteLimitShare, settings.Segments.VipSpent, settings.PublicMenu).ShouldBe(("Europe/London", "44", 0.125m, 1500.50m, true));
        var document = (await tenant.GetAsync(DocumentPath.Tenant))!.Body.Read();
        document.Text("theme").ShouldBe("dark");
        document.Time("createdAt").ShouldNotBeNull();
        var entry = (await AuditLog.ListAsync(tenant, null, 1)).Single();
        (entry.Action, entry.Actor.Name).ShouldBe(("settings.changed", "admin@a.example"));
        entry.Detail.ShouldContain("timeZone: UTC → Europe/London");
        entry.Detail.ShouldContain("publicMenu: no → yes");

        fields = await admin.FieldsAsync(Page);
        (fields["callingCode"], fields["publicMenu"]) = ("", "");
        (await admin.SubmitAsync(Page, Page, fields)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        ((await OrgDirectory.GetAsync(tenant)).CallingCode, (await OrgDirectory.GetAsync(tenant)).PublicMenu).ShouldBe((null, false));
    }

    [Theory]
    [InlineData("timeZone", "Middle/Earth", "not a time zone")]
    [InlineData("currency", "DOLLARS", "not a currency code")]
    [InlineData("callingCode", "0044", "not a calling code")]
    [InlineData("dayStartHour", "24", "not an hour")]
    [InlineData("name", "", "needs a name")]
    [InlineData("deleteLimitShare", "120", "percentage from 0 to 100")]
    [InlineData("deleteLimitCount", "-1", "cannot be negative")]
    [InlineData("segments.vipSpent", "-0.01", "cannot be negative")]
    [InlineData("segments.vipOrders", "2.5", "whole number")]
    [InlineData("segments.vipOrders", "99999999999", "whole number")]
    [InlineData("segments.atRiskDays", "91", "before being at risk")]
    [InlineData("segments.returningOrders", "6", "before returning")]
    [InlineData("tiers.gold", "499", "before silver")]
    [InlineData("tiers.platinum", "999", "before gold")]
    public async Task GivenASettingThatIsNone_WhenItIsSaved_ThenTheFieldSaysSo_WhatWasTypedStays_AndNothingIsStored(string field, string value, string says)
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var before = await OrgDirectory.GetAsync(service.Parts.Store.OpenTenant(OrgId.Parse("a")));
        var fields = await admin.FieldsAsync(Page);
        fields[field] = value;
        using var answer = await admin.SubmitAsync(Page, Page, fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var html = await answer.BodyAsync();
        var id = field.Replace('.', '-');
        html.ShouldContain($"id=\"{id}-wrong\"");
        html.ShouldContain(says);
        html.ShouldContain($"aria-describedby=\"{id}-wrong {id}-help\" aria-invalid=\"true\"");
        html.ShouldContain($"value=\"{value}\"");
        (await OrgDirectory.GetAsync(service.Parts.Store.OpenTenant(OrgId.Parse("a")))).ShouldBe(before);
    }

    [Fact]
    public async Task GivenTwoAdmins_WhenBothSave_ThenTheSecondIsToldAndMaySaveKnowingly()
    {
        await using var service = await Service.StartAsync();
        using var first = await Browserish.SignedInAsync(service, "a", Role.Admin, "first@a.example");
        using var second = await Browserish.SignedInAsync(service, "a", Role.Admin, "second@a.example");
        var (one, two) = (await first.FieldsAsync(Page), await second.FieldsAsync(Page));
        (one["name"], two["name"]) = ("First", "Second");
        (await first.SubmitAsync(Page, Page, one)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        using var refused = await second.SubmitAsync(Page, Page, two);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var html = await refused.BodyAsync();
        html.ShouldContain("Somebody else has changed the settings");
        html.ShouldContain("Stored now: First.");
        html.ShouldContain("value=\"Second\"");
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        (await OrgDirectory.GetAsync(tenant)).Name.ShouldBe("First");

        two["version"] = (await OrgDirectory.ReadAsync(tenant)).Version;
        (await second.SubmitAsync(Page, Page, two)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await OrgDirectory.GetAsync(tenant)).Name.ShouldBe("Second");
    }

    [Fact]
    public async Task GivenSettingsThatARunHasNotedSomethingBeside_WhenTheyAreSaved_ThenThatIsNoConflict()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        var fields = await admin.FieldsAsync(Page);
        fields["name"] = "New";
        await tenant.CommitAsync([DocumentWrite.Merge(DocumentPath.Tenant, DocumentBody.Build(w => w.Flag("noted", true)))]);
        (await admin.SubmitAsync(Page, Page, fields)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await tenant.GetAsync(DocumentPath.Tenant))!.Body.Read().Flag("noted").ShouldBe(true);
    }

    [Fact]
    public async Task GivenMoreEntriesThanAPage_WhenTheLogIsPaged_ThenEachStandsOnceAndTheNewestFirst()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        for (var i = 0; i < 120; i++) await AuditLog.AddAsync(tenant, TimeProvider.System, Actor.Operator, "test.done", $"<subject-{i:d3}>");
        List<string> seen = [];
        string? next = "/orgs/a/settings/audit";
        for (var pages = 0; next is not null; pages++)
        {
            pages.ShouldBeLessThan(5);
            var html = await admin.TextAsync(next);
            seen.AddRange(System.Text.RegularExpressions.Regex.Matches(html, "<subject-[0-9]{3}>").Select(m => m.Value));
            var older = System.Text.RegularExpressions.Regex.Match(html, "<a href=\"([^\"]+)\" rel=\"next\">");
            next = older.Success ? older.Groups[1].Value : null;
        }

        seen.ShouldBe(Enumerable.Range(0, 120).Reverse().Select(i => $"<subject-{i:d3}>"));
    }

    [Fact]
    public async Task GivenPagesOfSettings_WhenManagersAndViewersAsk_ThenTheyAreRefused()
    {
        await using var service = await Service.StartAsync();
        foreach (var role in (Role[])[Role.Viewer, Role.Manager])
        {
            using var browser = await Browserish.SignedInAsync(service, "a", role);
            foreach (var path in (string[])["", "/members", "/keys", "/audit"])
            {
                using var answer = await browser.GetAsync(Page + path);
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{role} {path}");
            }
        }
    }
}
