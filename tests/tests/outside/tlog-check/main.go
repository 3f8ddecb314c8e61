// Checks a published custody log with Go's own sumdb/tlog and sumdb/note, which nobody here wrote.
//
// Usage: tlog-check DIR VKEY [OLDER-CHECKPOINT]...
//
// Checked: the signature of the checkpoint, the root as the tiles give it, the inclusion of every entry of every
// bundle, the consistency with a row of smaller trees and with every older checkpoint. Ends with 0 or says why not.
//
// The only mapping needed: Go spells a tile tile/8/<L>/<N>, C2SP tile/<L>/<N>.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height      = 8
	bundleWidth = 1 << height
)

// folder reads tiles as they are published; it keeps none, so nothing is believed because it was seen before.
type folder string

func (f folder) Height() int                     { return height }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		if len(bytes) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes, %d hashes were expected", path, len(bytes), tile.W)
		}
		data[i] = bytes
	}
	return data, nil
}

// openCheckpoint answers the signed tree; the origin must be the name of the key.
func openCheckpoint(path string, verifier note.Verifier) (tlog.Tree, error) {
	message, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("%s: %w", path, err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("%s: not a checkpoint of %s", path, verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("%s: %q is no size", path, lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("%s: %q is no root", path, lines[2])
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// readBundle answers the entries of one bundle, each behind its length in two bytes.
func readBundle(dir string, index, width int64) ([][]byte, error) {
	tile := tlog.Tile{H: height, L: -1, N: index, W: int(width)}
	path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/data/", height), "tile/entries/", 1)
	rest, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(rest) > 0 {
		if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
			return nil, fmt.Errorf("%s ends in the middle of an entry", path)
		}
		length := int(binary.BigEndian.Uint16(rest))
		entries = append(entries, rest[2:2+length])
		rest = rest[2+length:]
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("%s holds %d entries, not %d", path, len(entries), width)
	}
	return entries, nil
}

func checkEntries(dir string, tree tlog.Tree, hashes tlog.HashReader) error {
	for start := int64(0); start < tree.N; start += bundleWidth {
		width := tree.N - start
		if width > bundleWidth {
			width = bundleWidth
		}
		entries, err := readBundle(dir, start/bundleWidth, width)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			number := start + int64(i)
			proof, err := tlog.ProveRecord(tree.N, number, hashes)
			if err != nil {
				return fmt.Errorf("entry %d: %w", number, err)
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, number, tlog.RecordHash(entry)); err != nil {
				return fmt.Errorf("entry %d: %w", number, err)
			}
		}
	}
	return nil
}

func checkOlder(tree, older tlog.Tree, hashes tlog.HashReader) error {
	if older.N > tree.N {
		return fmt.Errorf("an older tree has %d entries, this one %d", older.N, tree.N)
	}
	if older.N == 0 {
		return nil // the empty tree begins every tree
	}
	proof, err := tlog.ProveTree(tree.N, older.N, hashes)
	if err != nil {
		return fmt.Errorf("tree of %d: %w", older.N, err)
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
		return fmt.Errorf("tree of %d: %w", older.N, err)
	}
	return nil
}

// smaller answers sizes of earlier trees: the ends, and both sides of every tile's edge.
func smaller(size int64) []int64 {
	sizes := map[int64]bool{}
	for _, n := range []int64{1, 2, 3, size / 3, size / 2, size - 1, size} {
		sizes[n] = true
	}
	for edge := int64(bundleWidth); edge <= size; edge += bundleWidth {
		sizes[edge-1], sizes[edge], sizes[edge+1] = true, true, true
	}
	var answer []int64
	for n := range sizes {
		if n >= 1 && n <= size {
			answer = append(answer, n)
		}
	}
	return answer
}

func check(dir, vkey string, older []string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(filepath.Join(dir, "checkpoint"), verifier)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, folder(dir))
	root, err := tlog.TreeHash(tree.N, hashes)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the tiles give the root %v, %v was signed", root, tree.Hash)
	}
	if err := checkEntries(dir, tree, hashes); err != nil {
		return err
	}
	sizes := smaller(tree.N)
	for _, n := range sizes {
		hash, err := tlog.TreeHash(n, hashes)
		if err != nil {
			return fmt.Errorf("tree of %d: %w", n, err)
		}
		if err := checkOlder(tree, tlog.Tree{N: n, Hash: hash}, hashes); err != nil {
			return err
		}
	}
	for _, path := range older {
		kept, err := openCheckpoint(path, verifier)
		if err != nil {
			return err
		}
		if err := checkOlder(tree, kept, hashes); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	fmt.Printf("entries %d, smaller trees %d, older checkpoints %d: all hold\n", tree.N, len(sizes), len(older))
	return nil
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: tlog-check DIR VKEY [OLDER-CHECKPOINT]...")
		os.Exit(2)
	}
	if err := check(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
