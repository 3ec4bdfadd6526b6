using Sync.Model;

namespace Sync.Engine.Streams;

/// <summary>What becomes of the records of one stream.</summary>
internal interface IIntake<in T> where T : IPosRecord
{
    /// <summary>Whether a page said of a stored record that it is deleted, and none brought it back.</summary>
    bool HasDeletions { get; }

    /// <summary>Takes in a record.</summary>
    ValueTask HandleAsync(T record);

    /// <summary>The POS has a record of this id, though not one that can be understood: what is stored of it is not gone.</summary>
    void Keep(string id);

    /// <summary>The POS says that the record of this id is deleted. It goes at the end of the read, unless it comes again.</summary>
    void Delete(string id);

    /// <summary>The page holds every record of this group: the others that are stored of it are deleted.</summary>
    void DeleteOthers(string group) { }
}
