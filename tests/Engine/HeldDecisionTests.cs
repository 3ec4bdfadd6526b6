using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Engine.Deletes;
using Sync.Engine.Orgs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Held removals are decided on once: a second word against the first is refused, whoever says it and however close together.</summary>
public sealed class HeldDecisionTests
{
    private static readonly Actor Ada = new("member", "a1", "ada@example.com");
    private static readonly Actor Ben = new("key", "k1", "Ben's script");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_removals_that_are_decided_When_somebody_says_the_contrary_Then_they_are_told_what_was_decided_and_nothing_changes(bool approve)
    {
        await using var org = await HeldDeleteTests.HoldingAsync();
        var held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        await DecideAsync(org, held, approve, Ada);
        org.Time.Advance(TimeSpan.FromMinutes(5));

        var refused = await Should.ThrowAsync<OrgException>(() => DecideAsync(org, held, !approve, Ben));

        refused.Message.ShouldContain($"were {(approve ? "approved" : "rejected")} by ada@example.com on 2026-11-20 12:00 UTC");
        refused.Message.ShouldContain("Nothing was changed.");
        (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem().Decision.ShouldBe(approve ? HeldDecision.Approved : HeldDecision.Rejected);
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).ShouldHaveSingleItem().Actor.Name.ShouldBe(Ada.Name);
        await org.SyncAsync();
        (await org.AllAsync("products")).Count.ShouldBe(approve ? 10 : 40);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_removals_that_are_decided_When_somebody_says_the_same_Then_nothing_is_written_again(bool approve)
    {
        await using var org = await HeldDeleteTests.HoldingAsync();
        var held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        await DecideAsync(org, held, approve, Ada);
        var commits = org.Store.Commits;

        await DecideAsync(org, held, approve, Ben);

        org.Store.Commits.ShouldBe(commits);
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).ShouldHaveSingleItem().Actor.Name.ShouldBe(Ada.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_two_who_decide_at_once_When_both_have_seen_it_undecided_Then_the_first_one_counts_and_the_other_is_told(bool approve)
    {
        await using var org = await HeldDeleteTests.HoldingAsync();
        var held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        var others = 0;
        org.Store.BeforeCommit = async _ =>
        {
            if (Interlocked.Increment(ref others) == 1) await DecideAsync(org, held, approve, Ada);
        };

        var refused = await Should.ThrowAsync<OrgException>(() => DecideAsync(org, held, !approve, Ben));

        refused.Message.ShouldContain("by ada@example.com");
        (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem().Decision.ShouldBe(approve ? HeldDecision.Approved : HeldDecision.Rejected);
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).ShouldHaveSingleItem().Actor.Name.ShouldBe(Ada.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_a_decision_that_a_run_has_carried_out_When_somebody_says_the_contrary_Then_they_are_told_that_nothing_is_held(bool approve)
    {
        await using var org = await HeldDeleteTests.HoldingAsync();
        var held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        await DecideAsync(org, held, approve, Ada);
        await org.SyncAsync();

        (await Should.ThrowAsync<OrgException>(() => DecideAsync(org, held, !approve, Ben))).Message.ShouldContain("are not held any more");

        (await org.AllAsync("products")).Count.ShouldBe(approve ? 10 : 40);
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).ShouldHaveSingleItem().Actor.Name.ShouldBe(Ada.Name);
    }

    private static Task DecideAsync(TestOrg org, HeldRemovals held, bool approve, Actor by)
    {
        var decide = new HeldDeletes(org.Time);
        return approve
            ? decide.ApproveAsync(org.Tenant(), held.Connection, held.Stream, held.Set, by)
            : decide.RejectAsync(org.Tenant(), held.Connection, held.Stream, held.Set, by);
    }
}
