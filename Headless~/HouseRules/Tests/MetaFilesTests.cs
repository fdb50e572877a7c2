using System;
using Earshot.Meta;
using NUnit.Framework;

namespace Earshot.HouseRules;

public sealed class MetaFilesTests
{
    [Test]
    public void Missing_AreTheImportedFilesAndFolders()
    {
        string[] files =
        [
            ".editorconfig", "Headless~/A.cs", "Samples~/First/A.unity", "package.json",
            "Runtime/A.cs", "Runtime/A.cs.meta",
        ];
        Assert.That(
            MetaFiles.FindMissing(files),
            Is.EqualTo(new[] { "Runtime", "Samples~/First", "Samples~/First/A.unity", "package.json" }));
    }

    [Test]
    public void Text_IsTheSameForAPathForEver()
    {
        Assert.That(MetaText.For("Runtime/Unity/Voice.cs", isFolder: false), Is.EqualTo(
            "fileFormatVersion: 2\nguid: 607101295723f4e0780c97b7ad85f528\nMonoImporter:\n  externalObjects: {}\n" +
            "  serializedVersion: 2\n  defaultReferences: []\n  executionOrder: 0\n  icon: {instanceID: 0}\n" +
            "  userData: \n  assetBundleName: \n  assetBundleVariant: \n"));
    }

    [Test]
    public void UnknownKind_IsNotGuessed() => Assert.That(
        () => MetaText.For("Runtime/A.xyz", isFolder: false),
        Throws.InstanceOf<NotSupportedException>().With.Message.Contains("A.xyz"));
}
