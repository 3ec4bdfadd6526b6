using Sync.ConnectorKit.Paging;

namespace Sync.Conformance.Tests;

/// <summary>A feed that can be asked for upwards only is read from its end down.</summary>
public sealed class FeedDescentTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 300)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Given_any_feed_that_changes_and_kills_When_read_down_and_then_up_Then_every_record_comes_as_it_is_last(int seed)
    {
        var random = new Random(seed);
        var feed = ScriptedFeed.Random(random);
        feed.Change = random.NextDouble() * 0.3;
        var place = await feed.BeginAsync();
        if (place is null)
        {
            (!feed.IsLong || feed.HasBlind).ShouldBeTrue("it could have been read down");
            return;
        }

        while (!place.IsDone)
        {
            var stop = random.Next(1, 6);
            var before = place;
            await foreach (var (rows, at) in feed.Descent.ReadAsync(place, CancellationToken.None))
            {
                feed.Take(rows);
                place = FeedPlace.Parse(at.ToString()).ShouldNotBeNull();
                place.ShouldBe(at);
                if (--stop == 0) break;
            }

            if (place == before) break;
        }

        if (!place.IsDone) feed.HasBlind.ShouldBeTrue();

        feed.Change = 0;
        feed.Take(feed.After(place.IsDone ? place.Top : place.Bottom, int.MaxValue).Rows);
        feed.Taken.ShouldBe(feed.Rows, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Given_answers_that_come_twice_or_empty_When_read_down_Then_it_is_whole_or_says_that_it_is_not(int seed)
    {
        var random = new Random(seed);
        var feed = ScriptedFeed.Random(random);
        feed.Fault = 0.05;
        if (await feed.BeginAsync() is not { } place)
        {
            (!feed.IsLong || feed.HasBlind || feed.Faults > 0).ShouldBeTrue("it could have been read down");
            return;
        }

        await foreach (var (rows, at) in feed.Descent.ReadAsync(place, CancellationToken.None))
        {
            feed.Take(rows);
            place = at;
        }

        feed.Fault = 0;
        feed.Take(feed.After(place.Top, int.MaxValue).Rows);
        if (place.IsDone) feed.Taken.ShouldBe(feed.Rows, ignoreOrder: true);
        else (feed.HasBlind || feed.Faults > 0).ShouldBeTrue();
    }

    [Theory]
    [InlineData(401, 20, 45, 9)] // the smaller the pages, the more chance moves them
    [InlineData(5_000, 200, 46, 5)]
    [InlineData(50_000, 200, 320, 20)]
    public async Task Given_sales_at_an_even_pace_When_read_Then_pages_come_newest_first_but_for_few_and_it_costs_little_more(int count, int pageSize, int mostAsked, int mostLate)
    {
        var random = new Random(count);
        var feed = new ScriptedFeed(random, pageSize, ScriptedFeed.Even(random, count));
        var place = (await feed.BeginAsync()).ShouldNotBeNull();
        var (lowest, late) = (long.MaxValue, 0);

        await foreach (var (rows, _) in feed.Descent.ReadAsync(place, CancellationToken.None))
        {
            var versions = rows.Select(r => r!.Version!.Value).ToList();
            if (versions.Count == 0) continue; // a window's first page held all of it, to the last row
            if (lowest == long.MaxValue) versions[^1].ShouldBe(feed.Rows.Max(r => r.Version!.Value));
            versions.ShouldBeInOrder(SortDirection.Ascending, "a record that is listed twice ends as its last word");
            if (versions[^1] > lowest) late++; // the upper part of a window of two pages
            lowest = Math.Min(lowest, versions[0]);
        }

        late.ShouldBeLessThanOrEqualTo(mostLate);
        feed.Asked.ShouldBeLessThanOrEqualTo(mostAsked);
    }

    [Theory]
    [InlineData(700, 10, 1.7)]
    [InlineData(250, 10, 1.9)]
    [InlineData(300, 1.0 / 60, 3.6)] // all in a minute of the night
    public async Task Given_a_shop_that_is_open_for_part_of_the_day_When_read_Then_days_come_newest_first_at_a_bounded_cost(int salesOfADay, double hours, double times)
    {
        const int Days = 200;
        var random = new Random(3);
        var feed = new ScriptedFeed(random, 200, ScriptedFeed.Days(random, Days, salesOfADay, hours));
        var place = (await feed.BeginAsync()).ShouldNotBeNull();
        var newest = long.MaxValue;

        await foreach (var (rows, _) in feed.Descent.ReadAsync(place, CancellationToken.None))
        {
            if (rows.Count == 0) continue;
            var top = rows.Max(r => r!.Version!.Value);
            newest = Math.Min(newest, top);
            (top - newest).ShouldBeLessThan(ScriptedFeed.Day * 5 / 2);
        }

        feed.Asked.ShouldBeLessThanOrEqualTo((int)(times * Days * salesOfADay / 200));
    }

    [Fact]
    public async Task Given_a_move_of_the_whole_shop_long_ago_When_read_Then_the_sales_since_come_before_it()
    {
        var random = new Random(4);
        var moved = Enumerable.Range(1, 20_000).Select(i => 1_000_000L + i);
        var since = Enumerable.Range(1, 500).Select(i => 2_000_000_000L + (i * 7_000_000L));
        var feed = new ScriptedFeed(random, 200, [.. moved, .. since]);
        var place = (await feed.BeginAsync()).ShouldNotBeNull();
        var first = new List<long>();

        await foreach (var (rows, _) in feed.Descent.ReadAsync(place, CancellationToken.None))
        {
            if (first.Count < 500) first.AddRange(rows.Select(r => r!.Version!.Value));
        }

        first.Take(500).Min().ShouldBeGreaterThan(2_000_000_000L);
        feed.Asked.ShouldBeLessThan(230); // 103 pages, 50 rows to find the end, 30 to find the edge
    }

    [Theory]
    [InlineData(700, 700)]
    [InlineData(300, 300)]
    [InlineData(1_400, 300)]
    public async Task Given_a_trial_long_before_the_shop_opened_When_read_Then_the_newest_sales_are_found_with_few_requests(int days, int salesOfADay)
    {
        var random = new Random(5);
        var trial = Enumerable.Range(1, 250).Select(i => i * 1_000_000L);
        var feed = new ScriptedFeed(random, 200, [.. trial, .. ScriptedFeed.Days(random, days, salesOfADay).Select(v => v + (700 * ScriptedFeed.Day))]);

        var place = (await feed.BeginAsync()).ShouldNotBeNull();

        feed.Asked.ShouldBeLessThan(30);
        place.Top.ShouldBe(feed.Rows.Max(r => r.Version!.Value));
        await foreach (var (rows, at) in feed.Descent.ReadAsync(place, CancellationToken.None))
        {
            if (rows.Count == 0) continue;
            rows.Max(r => r!.Version!.Value).ShouldBeGreaterThan(place.Top - (ScriptedFeed.Day * 2));
            break;
        }

        feed.Asked.ShouldBeLessThan(50);
    }

    [Fact]
    public async Task Given_a_first_record_that_cannot_be_read_When_read_down_Then_it_comes_too()
    {
        var random = new Random(6);
        var feed = new ScriptedFeed(random, 20, ScriptedFeed.Even(random, 132)) { States = true };
        feed.Blind.Add(0);
        var place = (await feed.BeginAsync()).ShouldNotBeNull();

        await foreach (var (rows, at) in feed.Descent.ReadAsync(place, CancellationToken.None))
        {
            feed.Take(rows);
            place = at;
        }

        place.IsDone.ShouldBeTrue();
        feed.Taken.ShouldBe(feed.Rows, ignoreOrder: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,2,3")]
    [InlineData("9,0,8,4,5,0,20")] // a width of nothing would never get on
    [InlineData("9,0,8,4,5,1,99999999999")]
    [InlineData("9,0,10,4,5,1,20")] // a floor above the top
    [InlineData("9,0,8,4,3,1,20")]
    [InlineData("9,-1,8,4,5,1,20")]
    public void Given_what_is_no_place_When_read_Then_none(string text) => FeedPlace.Parse(text).ShouldBeNull();
}
