using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Becoming a member, and ceasing to be one, killed at every commit: who is a member is let in, and who is none can become one.</summary>
public sealed class JoiningTests
{
    private const string Email = "ann@shop.example";

    [Fact]
    public async Task Given_an_invitation_When_its_acceptance_is_killed_anywhere_Then_whoever_tries_again_is_a_member_and_let_in()
    {
        await using var origin = await TestOrg.OpenAsync(connect: false);
        var token = await Invitations(origin).InviteAsync(Email, Role.Admin, Actor.Operator);
        var ann = await Accounts(origin).CreateAsync(Email, null, null);
        var point = 0;
        for (var killed = true; killed; point++)
        {
            await using var org = origin.Copy();
            (org.Store.KillAt, org.Store.AfterEffect) = ((point / 2) + 1, point % 2 == 1);
            killed = await DiesAsync(() => Invitations(org).AcceptAsync(token, ann));
            await using var after = org.Restart();

            await Invitations(after).AcceptAsync(token, ann);

            await IsInAsync(after, ann, $"point {point}");
            (await Invitations(after).AcceptAsync(token, ann)).ShouldBeFalse(); // it is good once
            (await AuditLog.ListAsync(after.Tenant(), null, 10)).Count(l => l.Action == "member.added").ShouldBe(1, $"point {point}");
        }

        point.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Given_a_member_When_their_removal_is_killed_anywhere_Then_they_are_in_as_before_or_can_be_asked_in_again()
    {
        await using var origin = await TestOrg.OpenAsync(connect: false);
        var ann = await Accounts(origin).CreateAsync(Email, null, null);
        await Members(origin).AddAsync(await Accounts(origin).CreateAsync("owner@shop.example", null, null), Role.Owner, Actor.Operator);
        await Members(origin).AddAsync(ann, Role.Admin, Actor.Operator);
        var point = 0;
        for (var killed = true; killed; point++)
        {
            await using var org = origin.Copy();
            (org.Store.KillAt, org.Store.AfterEffect) = ((point / 2) + 1, point % 2 == 1);
            killed = await DiesAsync(() => Members(org).RemoveAsync(ann.Id, Actor.Operator));
            await using var after = org.Restart();
            if (await MemberDirectory.FindAsync(after.Tenant(), ann.Id) is null)
            {
                var token = await Invitations(after).InviteAsync(Email, Role.Admin, Actor.Operator);
                (await Invitations(after).AcceptAsync(token, ann)).ShouldBeTrue($"point {point}");
            }

            await IsInAsync(after, ann, $"point {point}");
        }

        point.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Given_a_member_whose_account_does_not_know_of_it_When_they_are_invited_again_Then_they_are_let_in()
    {
        await using var org = await TestOrg.OpenAsync(connect: false);
        var ann = await Accounts(org).CreateAsync(Email, null, null);
        await Members(org).AddAsync(ann, Role.Admin, Actor.Operator);
        await Accounts(org).LeftAsync(ann.Id, TestOrg.Acme);

        await Should.ThrowAsync<OrgException>(() => Invitations(org).InviteAsync(Email, Role.Admin, Actor.Operator));

        await IsInAsync(org, ann, "after the invitation");
    }

    // What the gate asks for.
    private static async Task IsInAsync(TestOrg org, Account account, string when)
    {
        (await MemberDirectory.FindAsync(org.Tenant(), account.Id)).ShouldNotBeNull(when);
        (await Accounts(org).FindAsync(account.Id))!.Orgs.ShouldBe([TestOrg.Acme.Value], when);
    }

    private static async Task<bool> DiesAsync(Func<Task> act)
    {
        try
        {
            await act();
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
    }

    private static AccountDirectory Accounts(TestOrg org) => new(org.Store, org.Time);

    private static InvitationDirectory Invitations(TestOrg org) => new(org.Tenant(), Accounts(org), org.Time);

    private static MemberDirectory Members(TestOrg org) => new(org.Tenant(), Accounts(org), org.Time);
}
