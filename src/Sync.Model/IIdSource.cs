namespace Sync.Model;

/// <summary>What says which ids come next.</summary>
public interface IIdSource
{
    /// <summary>The next id, other than all before it.</summary>
    /// <param name="bytes">How long.</param>
    byte[] NextId(int bytes);
}
