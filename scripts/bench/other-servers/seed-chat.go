// The chat room of many a Go tutorial: a hub goroutine that owns the clients and the history, and two goroutines a
// client, one that reads and one that writes.
//
//	go build -o seed-chat seed-chat.go
//	./seed-chat PORT     (0: any free one)
//
// A broadcast is a blocking send to each client, so nothing is lost and the slowest client sets the pace. The history
// is all lines ever said. Of the rules that all peers share, Go itself sees to these: TCP_NODELAY is set, the limit of
// descriptors is raised (Go 1.19 and later), the backlog is what the system allows (net.core.somaxconn).
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"time"
)

type client struct {
	conn net.Conn
	name string
	ch   chan string
}

type message struct {
	from *client
	line string
}

type hub struct {
	register   chan *client
	unregister chan *client
	broadcast  chan message
	clients    map[*client]bool
	history    []string
}

func newHub() *hub {
	return &hub{
		register:   make(chan *client),
		unregister: make(chan *client),
		broadcast:  make(chan message),
		clients:    make(map[*client]bool),
	}
}

func (h *hub) run() {
	for {
		select {
		case c := <-h.register:
			c.ch <- fmt.Sprintf("* welcome, %s\n", c.name)
			for _, line := range h.history {
				c.ch <- line
			}
			h.clients[c] = true
			h.sendToOthers(c, fmt.Sprintf("%s has joined the chat\n", c.name))
		case c := <-h.unregister:
			delete(h.clients, c)
			close(c.ch)
			h.sendToOthers(c, fmt.Sprintf("%s has left the chat\n", c.name))
		case m := <-h.broadcast:
			h.history = append(h.history, m.line)
			h.sendToOthers(m.from, m.line)
		}
	}
}

func (h *hub) sendToOthers(from *client, line string) {
	for c := range h.clients {
		if c != from {
			c.ch <- line
		}
	}
}

// read is the life of a connection: its first line is the name, every other one is said.
func (h *hub) read(conn net.Conn) {
	fmt.Fprint(conn, "Welcome to rx-chat.\n[ENTER YOUR NAME]: ")
	scanner := bufio.NewScanner(conn)
	if !scanner.Scan() {
		conn.Close()
		return
	}
	c := &client{conn: conn, name: scanner.Text(), ch: make(chan string, 256)}
	go c.write()
	h.register <- c
	for scanner.Scan() {
		now := time.Now().Format("2006-01-02 15:04:05")
		h.broadcast <- message{c, fmt.Sprintf("[%s][%s]:%s\n", now, c.name, scanner.Text())}
	}
	h.unregister <- c
}

// write goes on receiving after an error, until the hub closes the channel: the hub must not block on who is gone.
func (c *client) write() {
	var err error
	for line := range c.ch {
		if err == nil {
			_, err = c.conn.Write([]byte(line))
		}
	}
	c.conn.Close()
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: seed-chat PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("listening on tcp://%s\n", listener.Addr())

	h := newHub()
	go h.run()
	for {
		conn, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		go h.read(conn)
	}
}
