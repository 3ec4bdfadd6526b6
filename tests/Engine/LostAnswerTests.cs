using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Commits that were carried out and whose answer was lost: the store sends them again, and they meet their own work.</summary>
public sealed class LostAnswerTests
{
    [Fact]
    public async Task Given_a_line_of_the_audit_log_When_its_answer_is_lost_Then_it_stands_there_once()
    {
        await using var org = await TestOrg.OpenAsync();
        var lost = LoseOne(org, "audit");

        await AuditLog.AddAsync(org.Tenant(), org.Time, Actor.Operator, "connection.checked", "main");

        lost().ShouldBeTrue();
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).Count(l => l.Action == "connection.checked").ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_connection_that_is_saved_When_its_answer_is_lost_Then_it_is_saved_with_one_line()
    {
        await using var org = await TestOrg.OpenAsync(connect: false);
        var lost = LoseOne(org, "connections");
        var settings = ConnectionSettings.From(org.Connectors.Find(ScriptedPos.Id).Descriptor, new Dictionary<string, string>());

        var saved = await org.Connections.SaveAsync(org.Tenant(), "main", ScriptedPos.Id, settings, [], line: AuditLog.Line(org.Time, Actor.Operator, "connection.saved", "main"));

        lost().ShouldBeTrue();
        saved.First.ShouldBeTrue();
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).Count(l => l.Action == "connection.saved").ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_sign_in_When_the_answer_to_its_use_is_lost_Then_it_was_used_once_and_by_its_owner()
    {
        await using var org = await TestOrg.OpenAsync();
        var states = new SignInStates(TestOrg.Key, org.Time);
        var begun = LoseOne(org, "connect_states");
        var (state, cookie) = await states.BeginAsync(org.Tenant(), new ConnectAsk(TestOrg.Acme, ScriptedPos.Id, "main", new Dictionary<string, string>()), "https://sync.example.com/back", "verifier");
        begun().ShouldBeTrue();
        var pending = (await states.FindAsync(org.Tenant(), state, ScriptedPos.Id, cookie)).ShouldNotBeNull();
        var lost = LoseOne(org, "connect_states");

        (await states.SpendAsync(org.Tenant(), pending)).ShouldBeTrue();

        lost().ShouldBeTrue();
        (await states.SpendAsync(org.Tenant(), pending)).ShouldBeFalse();
        (await states.FindAsync(org.Tenant(), state, ScriptedPos.Id, cookie)).ShouldBeNull();
    }

    [Theory]
    [InlineData("invitations")]
    [InlineData("members")]
    public async Task Given_an_invitation_When_the_answer_to_its_acceptance_is_lost_Then_it_makes_a_member_once(string collection)
    {
        await using var org = await TestOrg.OpenAsync();
        var accounts = new AccountDirectory(org.Store, org.Time);
        var invitations = new InvitationDirectory(org.Tenant(), accounts, org.Time);
        var invited = LoseOne(org, "invitations");
        var token = await invitations.InviteAsync("ann@shop.example", Role.Admin, Actor.Operator);
        invited().ShouldBeTrue();
        var ann = await accounts.CreateAsync("ann@shop.example", null, null);
        var lost = LoseOne(org, collection);

        (await invitations.AcceptAsync(token, ann)).ShouldBeTrue();

        lost().ShouldBeTrue();
        (await MemberDirectory.ListAsync(org.Tenant())).ShouldHaveSingleItem().Role.ShouldBe(Role.Admin);
        (await invitations.AcceptAsync(token, ann)).ShouldBeFalse();
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).Count(l => l.Action == "member.added").ShouldBe(1);
    }

    // The next commit that touches a collection is carried out, and then sent again.
    private static Func<bool> LoseOne(TestOrg org, string collection)
    {
        var lost = false;
        org.Store.BeforeCommit = async writes =>
        {
            if (lost || writes.All(w => w.Path.Collection != collection)) return;
            lost = true;
            await org.Tenant().CommitAsync(writes);
        };
        return () => lost;
    }
}
