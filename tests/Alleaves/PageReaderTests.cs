using Sync.ConnectorKit;
using Sync.ConnectorKit.Paging;

namespace Sync.Alleaves.Tests;

public sealed class PageReaderTests
{
    private readonly List<int> asked = [];
    private int now;

    [Fact]
    public async Task Given_a_total_When_read_Then_pages_come_in_order_though_they_arrive_in_any()
    {
        var random = new Random(7);
        var waits = Enumerable.Range(0, 20).Select(_ => random.Next(10)).ToArray();

        var (rows, end) = await ReadAsync(async (page, stop) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(waits[page]), TimeProvider.System, stop);
            return Page(page, 10, total: 95);
        });

        rows.ShouldBe(Enumerable.Range(1, 95));
        end.ShouldNotBeNull().Proven.ShouldBeTrue();
        asked.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Given_a_consumer_that_dawdles_When_read_Then_only_so_many_pages_are_fetched_ahead()
    {
        var reader = Reader((page, _) => Task.FromResult(Page(page, 10, total: 1000)));
        await using var pages = reader.ReadAsync().GetAsyncEnumerator();

        await pages.MoveNextAsync();
        await pages.MoveNextAsync();

        asked.Count.ShouldBeLessThanOrEqualTo(2 + 8);
    }

    [Theory]
    [InlineData(25, 3)] // A short page ends it.
    [InlineData(30, 4)] // A full last page needs an empty one after it.
    [InlineData(0, 1)]
    public async Task Given_no_total_When_read_Then_a_short_or_empty_page_ends_it_and_nothing_is_asked_twice(int count, int requests)
    {
        var (rows, end) = await ReadAsync((page, _) => Task.FromResult(Page(page, 10, null, count)));

        rows.Count.ShouldBe(count);
        end.ShouldNotBeNull().Proven.ShouldBeTrue();
        asked.ShouldBe(Enumerable.Range(1, requests));
    }

    [Fact]
    public async Task Given_a_server_with_smaller_pages_When_the_total_says_more_Then_all_are_read()
    {
        var (rows, end) = await ReadAsync((page, _) => Task.FromResult(Page(page, 4, total: 30)));

        rows.Count.ShouldBe(30);
        end.ShouldNotBeNull().Proven.ShouldBeTrue();
    }

    [Theory]
    [InlineData(30, 8)] // pages of 4, the last of which is short
    [InlineData(8, 3)]
    [InlineData(4, 2)]
    [InlineData(3, 2)]
    public async Task Given_a_server_with_smaller_pages_that_states_no_total_When_read_Then_all_are_read(int count, int requests)
    {
        var (rows, end) = await ReadAsync((page, _) => Task.FromResult(Page(page, 4, null, count)));

        rows.ShouldBe(Enumerable.Range(1, count));
        end.ShouldNotBeNull().Proven.ShouldBeTrue();
        asked.ShouldBe(Enumerable.Range(1, requests));
    }

    [Fact]
    public async Task Given_a_server_that_knows_no_pages_When_all_of_its_rows_are_fewer_than_a_page_Then_each_comes_once()
    {
        var (rows, end) = await ReadAsync((_, _) => Task.FromResult(Page(1, 10, null, 7)));

        rows.ShouldBe(Enumerable.Range(1, 7));
        end.ShouldNotBeNull().Proven.ShouldBeTrue();
    }

    [Theory]
    [InlineData(10)] // the count of the page
    [InlineData(15)]
    [InlineData(30)]
    [InlineData(94)]
    [InlineData(0)]
    public async Task Given_a_total_that_is_too_small_When_read_Then_all_are_read_and_nothing_is_proven(int total)
    {
        var (rows, end) = await ReadAsync((page, _) => Task.FromResult(Page(page, 10, total, count: 95)));

        rows.ShouldBe(Enumerable.Range(1, 95));
        end.ShouldNotBeNull().Proven.ShouldBeFalse();
        end.Warnings.ShouldHaveSingleItem().ShouldContain($"states {total} records but sent 95");
    }

    [Fact]
    public async Task Given_a_total_that_fills_its_last_page_When_read_Then_the_page_after_it_is_asked_for_once_and_all_is_proven()
    {
        var (rows, end) = await ReadAsync((page, _) => Task.FromResult(Page(page, 10, total: 40)));

        rows.Count.ShouldBe(40);
        end.ShouldNotBeNull().Proven.ShouldBeTrue();
        asked.Order().ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Given_a_server_that_has_no_page_after_its_last_When_asked_for_one_Then_what_it_repeats_proves_nothing_wrong()
    {
        var (rows, end) = await ReadAsync((page, _) => Task.FromResult(Page(Math.Min(page, 4), 10, total: 40)));

        rows.ShouldBe(Enumerable.Range(1, 40));
        end.ShouldNotBeNull().Proven.ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_record_that_goes_away_from_a_page_that_was_read_When_read_Then_it_is_incomplete_and_one_slipped_past()
    {
        var rows = new List<int>();
        var read = async () =>
        {
            // From page 3 on, everybody after the one who went has moved up by one.
            await foreach (var step in Reader((page, _) => Task.FromResult(page < 3
                ? Page(page, 10, 95)
                : new NumberedPage<int>([.. Enumerable.Range(((page - 1) * 10) + 2, page == 10 ? 4 : 10)], 94))).ReadAsync()) rows.AddRange(step.Rows);
        };

        (await Should.ThrowAsync<RestartPagingException>(read)).OwnerMessage.ShouldContain("again from the start");
        rows.ShouldNotContain(21);
    }

    [Fact]
    public async Task Given_a_list_that_grows_while_pages_are_answered_in_any_order_When_read_Then_nothing_is_missing()
    {
        var (_, end) = await ReadAsync((page, _) => Task.FromResult(Page(page, 10, total: page switch { 1 => 100, 5 => 102, 6 => 101, _ => 103 }, count: 103)));

        end.ShouldNotBeNull().Proven.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_long_list_that_grew_and_then_shrinks_When_read_Then_it_is_incomplete() =>
        await Should.ThrowAsync<RestartPagingException>(ReadAsync((page, _) => Task.FromResult(Page(page, 10, total: page < 5 ? 300 : page < 20 ? 305 : 303, count: 303))));

    [Theory]
    [InlineData(null)]
    [InlineData(35)]
    public async Task Given_a_page_that_comes_for_ever_When_read_Then_it_stops(int? total) =>
        await Should.ThrowAsync<RestartPagingException>(ReadAsync((page, _) => Task.FromResult(Page(page < 3 ? page : 2, 10, total))));

    [Fact]
    public async Task Given_rows_without_ids_for_ever_When_read_Then_it_stops() =>
        await Should.ThrowAsync<RestartPagingException>(ReadAsync((_, _) => Task.FromResult(new NumberedPage<int>([.. new int[10]], null))));

    [Fact]
    public async Task Given_a_total_that_is_not_reached_When_read_Then_it_is_incomplete() =>
        await Should.ThrowAsync<RestartPagingException>(ReadAsync((page, _) => Task.FromResult(Page(page, 10, total: 40, count: 25))));

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(9)]
    public async Task Given_a_page_in_the_middle_that_is_empty_and_says_nothing_of_the_rest_When_read_Then_it_is_incomplete(int? total) =>
        await Should.ThrowAsync<RestartPagingException>(ReadAsync((page, _) => Task.FromResult(page == 2 ? new NumberedPage<int>([], total) : Page(page, 10, 35))));

    [Fact]
    public async Task Given_a_total_on_the_first_page_alone_When_all_of_it_came_Then_it_is_proven()
    {
        var (rows, end) = await ReadAsync((page, _) => Task.FromResult(Page(page, 10, page == 1 ? 35 : null, count: 35)));

        rows.Count.ShouldBe(35);
        end.ShouldNotBeNull().Proven.ShouldBeTrue();
    }

    [Fact]
    public async Task Given_an_id_on_two_pages_When_read_Then_nothing_is_proven()
    {
        // Somebody was added at the top while page 2 was on its way: everybody moved down by one.
        var (_, end) = await ReadAsync((page, _) => Task.FromResult(page == 1 ? Page(1, 10, 19) : new NumberedPage<int>([.. Enumerable.Range(10, 9)], 19)));

        end.ShouldNotBeNull().Proven.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_total_that_moves_When_read_Then_nothing_is_proven()
    {
        var (rows, end) = await ReadAsync((page, _) => Task.FromResult(Page(page, 10, total: page == 1 ? 20 : 21, count: 21)));

        rows.Count.ShouldBe(21);
        end.ShouldNotBeNull().Proven.ShouldBeFalse();
        end.Warnings.ShouldHaveSingleItem().ShouldContain("records moved while paging");
    }

    [Fact]
    public async Task Given_a_page_that_fails_When_read_Then_the_pages_ahead_are_called_off()
    {
        var calledOff = 0;
        var reading = ReadAsync(async (page, stop) =>
        {
            if (page == 1) return Page(1, 10, 1000);
            if (page == 2) throw new RetryLaterException("owner", "log");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop)
                .ContinueWith(_ => Interlocked.Increment(ref calledOff), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return Page(page, 10, 1000);
        });

        await Should.ThrowAsync<RetryLaterException>(reading);

        calledOff.ShouldBeGreaterThan(0);
        now.ShouldBe(0);
    }

    private static NumberedPage<int> Page(int page, int size, int? total, int? count = null)
    {
        var last = Math.Min(page * size, count ?? total ?? int.MaxValue);
        var first = ((page - 1) * size) + 1;
        return new NumberedPage<int>([.. Enumerable.Range(first, Math.Max(0, last - first + 1))], total);
    }

    private PageReader<int> Reader(Func<int, CancellationToken, Task<NumberedPage<int>>> fetch) => new(
        async (page, stop) =>
        {
            lock (asked)
            {
                asked.Add(page);
                now++;
            }

            try
            {
                return await fetch(page, stop);
            }
            finally
            {
                lock (asked) now--;
            }
        },
        row => row == 0 ? null : $"id-{row}",
        pageSize: 10,
        inFlight: 4);

    private async Task<(List<int> Rows, PagingEnd? End)> ReadAsync(Func<int, CancellationToken, Task<NumberedPage<int>>> fetch)
    {
        var rows = new List<int>();
        PagingEnd? end = null;
        await foreach (var step in Reader(fetch).ReadAsync())
        {
            end.ShouldBeNull("nothing comes after the end");
            rows.AddRange(step.Rows);
            end = step.End;
        }

        return (rows, end);
    }
}
