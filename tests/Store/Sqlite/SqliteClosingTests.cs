using Sync.Store.Sqlite;

namespace Sync.Store.Tests.Sqlite;

/// <summary>A file that is closed while others still write.</summary>
public sealed class SqliteClosingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task GivenOneWhoWritesAndOneWhoWaits_WhenTheFileIsClosed_ThenTheFirstIsDone_AndTheOtherIsToldThatItIsClosed()
    {
        using var folder = new SqliteFolder();
        var database = new SqliteDatabase(folder.File, SqliteMigration.All, null);
        using var inside = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var first = Task.Run(() => database.WriteAsync(session =>
        {
            session.Run("CREATE TABLE t(n)");
            inside.Set();
            goOn.Wait(Limit);
            session.Run("INSERT INTO t VALUES (1)");
        }, CancellationToken.None));
        inside.Wait(Limit).ShouldBeTrue();
        var second = database.WriteAsync(session => session.Run("INSERT INTO t VALUES (2)"), CancellationToken.None);

        var closing = Task.Run(database.Dispose);
        (await Task.WhenAny(closing, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System))).ShouldNotBe(closing, "it must wait for the one who writes");
        goOn.Set();

        await first.WaitAsync(Limit);
        await Should.ThrowAsync<ObjectDisposedException>(() => second.WaitAsync(Limit));
        await closing.WaitAsync(Limit);
        await Should.ThrowAsync<ObjectDisposedException>(() => database.WriteAsync(_ => { }, CancellationToken.None));
        Should.Throw<ObjectDisposedException>(database.Rent);
    }
}
