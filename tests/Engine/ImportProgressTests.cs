using Sync.Engine.Ledger;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>How much of a first import is done, by the days that were reached.</summary>
public sealed class ImportProgressTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly ImportProgress Begun = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)) { Begins = [Today.AddDays(-100)] };

    [Theory]
    [InlineData(0.25, 1, 25)] // latest first: a quarter of the hundred days
    [InlineData(1.0, 1, 50, 100)]
    [InlineData(0.75, 400, 100)] // oldest first: three quarters of the four hundred days that are there
    [InlineData(null, 1)] // of one page nobody knows which way it goes
    [InlineData(null, 1, 50, 150)] // it goes further back than was thought
    [InlineData(null, 1, 60, 2, 30)] // the next location: how many more there are, nobody knows
    public void Given_pages_When_their_days_are_looked_at_Then_they_tell_how_much_is_done_or_nothing(double? share, params int[] daysAgo)
    {
        var progress = daysAgo.Aggregate(Begun, (p, ago) => p.Reaching(Today.AddDays(-ago)));
        progress.ShareByDays(Today).ShouldBe(share);
        ImportProgress.From(DocumentBody.Build(progress.Write).Read())!.ShareByDays(Today).ShouldBe(share);
    }

    [Fact]
    public void Given_no_beginning_that_is_known_When_the_latest_come_first_Then_no_share_is_made_up() =>
        (Begun with { Begins = [] }).Reaching(Today).Reaching(Today.AddDays(-50)).ShareByDays(Today).ShouldBeNull();

    [Fact]
    public void Given_a_beginning_that_was_passed_When_there_is_an_older_one_Then_that_counts() =>
        (Begun with { Begins = [Today.AddDays(-60), Today.AddDays(-200)] }).Reaching(Today).Reaching(Today.AddDays(-100)).ShareByDays(Today).ShouldBe(0.5);
}
